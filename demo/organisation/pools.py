"""Names and facts of the sample organisation: people, roles and what an hour of each costs."""

from decimal import Decimal

ORGANISATION = "Northwind Engineering"
MAIL_DOMAIN = "northwind-engineering.example"

# role -> hourly cost in EUR from the plan's start (a second step, +3 %, follows on 1 January)
ROLE_RATES = {
    "Project Manager": Decimal("98.00"),
    "Architect": Decimal("104.00"),
    "Safety Engineer": Decimal("108.00"),
    "Systems Engineer": Decimal("92.00"),
    "Software Engineer": Decimal("88.00"),
    "Data Engineer": Decimal("90.00"),
    "Test Engineer": Decimal("82.00"),
    "Process Engineer": Decimal("84.00"),
    "Technician": Decimal("68.00"),
    "Business Analyst": Decimal("86.00"),
    "Infrastructure Engineer": Decimal("85.00"),
    "Buyer": Decimal("72.00"),
    "Executive": Decimal("140.00"),
}

TIME_ZONES = {
    "DE": "Europe/Berlin",
    "CN": "Asia/Shanghai",
    "US": "America/Chicago",
    "GB": "Europe/London",
}

# (name, department number, role, grade, employment fraction, country, uses Jira)
PEOPLE = (
    ("Katharina Vogel", 0, "Executive", "E2", 1.0, "DE", True),
    ("Markus Brandt", 0, "Project Manager", "S2", 1.0, "DE", True),
    ("Elena Petrova", 0, "Systems Engineer", "S1", 1.0, "DE", True),
    ("James Whitaker", 0, "Test Engineer", "P2", 1.0, "US", True),
    ("陈晓东", 0, "Systems Engineer", "P3", 1.0, "CN", True),
    ("Aisha Rahman", 0, "Test Engineer", "P2", 0.8, "GB", True),
    ("Jonas Keller", 0, "Software Engineer", "P3", 1.0, "DE", True),
    ("刘婷婷", 0, "Software Engineer", "P2", 1.0, "CN", True),
    ("Dr. Wei Lin", 0, "Safety Engineer", "S2", 1.0, "DE", True),
    ("Sofia Lindgren", 0, "Software Engineer", "P2", 1.0, "DE", True),
    ("王建国", 1, "Project Manager", "S2", 1.0, "CN", True),
    ("张丽华", 1, "Business Analyst", "P3", 1.0, "CN", True),
    ("李明", 1, "Process Engineer", "P2", 1.0, "CN", True),
    ("赵文博", 1, "Data Engineer", "P2", 1.0, "CN", True),
    ("孙悦", 1, "Buyer", "P1", 1.0, "CN", False),
    ("Thomas Riedel", 1, "Project Manager", "S1", 1.0, "DE", False),
    ("Peter Novak", 1, "Process Engineer", "P3", 1.0, "DE", False),
    ("Lukas Schreiber", 1, "Technician", "P2", 1.0, "DE", False),
    ("Marta Kowalska", 1, "Technician", "P1", 1.0, "DE", False),
    ("Oliver Hartmann", 1, "Technician", "P2", 1.0, "DE", False),
    ("Rebecca Stone", 2, "Project Manager", "S1", 1.0, "GB", True),
    ("Daniel Okafor", 2, "Software Engineer", "P3", 1.0, "GB", True),
    ("Priya Nair", 2, "Software Engineer", "P2", 1.0, "GB", True),
    ("Miguel Santos", 2, "Software Engineer", "P2", 1.0, "US", True),
    ("Hannah Weiss", 2, "Test Engineer", "P2", 0.8, "DE", True),
    ("Arjun Mehta", 2, "Data Engineer", "P3", 1.0, "GB", True),
    ("Laura Jensen", 2, "Data Engineer", "P2", 1.0, "DE", True),
    ("Felix Neumann", 2, "Software Engineer", "P1", 1.0, "DE", True),
    ("Grace Thompson", 2, "Business Analyst", "P2", 1.0, "US", True),
    ("Stefan Albrecht", 2, "Project Manager", "S1", 1.0, "DE", True),
    ("黄志强", 2, "Architect", "S1", 1.0, "CN", True),
    ("Emily Carter", 2, "Software Engineer", "P2", 1.0, "US", True),
    ("Nikolai Sorokin", 2, "Infrastructure Engineer", "P3", 1.0, "DE", True),
    ("Chloe Martin", 2, "Test Engineer", "P1", 1.0, "GB", True),
    ("Andreas Fuchs", 3, "Infrastructure Engineer", "P3", 1.0, "DE", True),
    ("Robert Mills", 3, "Infrastructure Engineer", "P2", 1.0, "US", True),
    ("周雅静", 3, "Business Analyst", "P2", 1.0, "CN", True),
    ("Isabel Romero", 3, "Business Analyst", "P2", 1.0, "DE", True),
    ("Henrik Olsen", 3, "Buyer", "P2", 0.6, "DE", False),
    ("Claire Dubois", 3, "Architect", "S1", 1.0, "GB", True),
)

GIVEN_NAMES = (
    "Anna",
    "Ben",
    "Carla",
    "David",
    "Eva",
    "Frank",
    "Greta",
    "Hugo",
    "Ines",
    "Jan",
    "Karin",
    "Leo",
    "Maya",
    "Nils",
    "Olga",
    "Paul",
    "Rosa",
    "Sven",
    "Tara",
    "Uwe",
    "Vera",
    "Will",
    "Yara",
    "Zoe",
)
FAMILY_NAMES = (
    "Adler",
    "Becker",
    "Costa",
    "Dietrich",
    "Evans",
    "Fischer",
    "Grant",
    "Hoffmann",
    "Ivanov",
    "Jung",
    "Koch",
    "Lang",
    "Meyer",
    "Nowak",
    "Otto",
    "Pereira",
    "Quinn",
    "Roth",
    "Silva",
    "Turner",
    "Ulrich",
    "Voss",
    "Wagner",
    "Young",
    "Zimmer",
)

SPONSORS = (
    "Dr. Ingrid Falk (CTO)",
    "Georg Steiner (COO)",
    "Amelia Hughes (CDO)",
    "何静 (CFO)",
)

# (id, name, owner, weight)
OBJECTIVES = (
    ("OBJ-1", "Grow connected-service revenue", SPONSORS[0], 0.35),
    ("OBJ-2", "Cut manufacturing cost per unit", SPONSORS[1], 0.25),
    ("OBJ-3", "Bring the next drive generation to market", SPONSORS[0], 0.25),
    ("OBJ-4", "Reduce operational and compliance risk", SPONSORS[3], 0.15),
)

# Units of the currency for one EUR at the plan's start; fx_rates move around them.
UNITS_PER_EUR = {
    "EUR": Decimal("1"),
    "USD": Decimal("1.0900"),
    "CNY": Decimal("7.8500"),
    "GBP": Decimal("0.8500"),
}
