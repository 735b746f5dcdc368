"""A Tempo that speaks version 4 of its REST interface, over the sample organisation's worklogs."""
