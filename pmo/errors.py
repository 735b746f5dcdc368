"""The errors that speak to the person who runs the night."""


class OperatorError(Exception):
    """Something is wrong outside the code; the message says what, where and how to mend it.

    The command line shows it as one message, without a traceback.
    """
