#!/bin/sh
# Migrate Airflow's metadata, make the warehouse's one-slot pool and the first administrator.
set -eu
airflow db migrate
airflow pools set warehouse 1 "one process at a time opens the warehouse file"
if ! airflow users list --output plain | awk '{ print $2 }' | grep -qx "$PMO_ADMIN_USER"; then
  airflow users create --role Admin --username "$PMO_ADMIN_USER" --password "$PMO_ADMIN_PASSWORD" \
    --firstname PMO --lastname Administrator --email "$PMO_ADMIN_USER@localhost"
fi
