-- The alerts' state lives beside Airflow's metadata, in a database of its own.
create database pmo owner airflow;
