"""Public holidays land beside the registers, for the countries of the organisation and people."""

PEOPLE = "person_id,name,country\nE1,Ada,cn\nE2,Ben,DE-BY\nE3,Cy,\n"


def landed(office):
    return office.query(
        "select country, count(*) filter (where is_working_day) > 0 as has_worked_weekends, "
        "max(year(date)) from read_parquet("
        f"'{office.landing.root}/registers/public_holidays/*/*.parquet', union_by_name = true) "
        "group by country order by country"
    )


def test_the_countries_of_people_land_with_the_organisations_on_the_night_they_are_named(office):
    office.deliver("people.csv", PEOPLE)

    batch = office.extract("registers")

    assert batch.rows_of("people") == 3
    assert landed(office) == [
        ("CN", True, 2031),
        ("DE", False, 2031),
        ("DE-BY", False, 2031),
    ]


def test_a_night_with_the_same_countries_lands_no_holiday_again(office):
    office.deliver("people.csv", PEOPLE)
    office.extract("registers")

    again = office.extract("registers")
    office.deliver("people.csv", PEOPLE + "E4,Di,FR\n")
    grown = office.extract("registers")

    assert again.rows_of("public_holidays") == 0
    assert grown.rows_of("public_holidays") > 0
    assert [row[0] for row in landed(office)] == ["CN", "DE", "DE-BY", "FR"]
