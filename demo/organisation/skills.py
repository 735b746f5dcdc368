"""Skills by role, and the courses that teach them."""

ROLE_SKILLS = {
    "Project Manager": ("Project management", "Stakeholder communication", "Earned value"),
    "Architect": ("Solution architecture", "Cloud platforms"),
    "Safety Engineer": ("Functional safety (ISO 26262)", "Hazard analysis", "Systems engineering"),
    "Systems Engineer": ("Systems engineering", "Requirements management"),
    "Software Engineer": ("Software development", "Test automation"),
    "Data Engineer": ("Data modelling", "SQL", "Cloud platforms"),
    "Test Engineer": ("Test design", "Test automation"),
    "Process Engineer": ("Manufacturing processes", "Lean production"),
    "Technician": ("Rig assembly", "Measurement technology"),
    "Business Analyst": ("Business analysis", "Requirements management"),
    "Infrastructure Engineer": ("Cloud platforms", "Network security"),
    "Buyer": ("Procurement", "Contract management"),
    "Executive": ("Stakeholder communication",),
}
COURSES = (
    ("Functional Safety Engineer, level 1", "Functional safety (ISO 26262)"),
    ("Earned Value in Practice", "Earned value"),
    ("Test Automation Workshop", "Test automation"),
    ("Cloud Security Foundations", "Network security"),
    ("Requirements Engineering, foundation", "Requirements management"),
    ("Lean Production Basics", "Lean production"),
    ("Contract Management for Projects", "Contract management"),
)
