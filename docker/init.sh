#!/bin/sh
# Migrate Airflow's metadata, make the one-slot pools and the first administrator.
set -eu
airflow db migrate
airflow pools set warehouse 1 "one process at a time opens the warehouse file"
airflow pools set jira 1 "one run reads the site at a time"
if ! airflow users list --output plain | awk '{ print $2 }' | grep -qx "$PMO_ADMIN_USER"; then
  airflow users create --role Admin --username "$PMO_ADMIN_USER" --password "$PMO_ADMIN_PASSWORD" \
    --firstname PMO --lastname Administrator --email "$PMO_ADMIN_USER@localhost"
fi
