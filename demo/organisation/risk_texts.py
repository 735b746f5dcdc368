"""Risks that a PMO of an engineering company meets, with the response that was planned."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RiskText:
    """A risk in words: title, category, response kind (register vocabulary) and response."""

    title: str
    category: str
    response: str
    response_text: str


RISKS = (
    RiskText("Key supplier misses the delivery date", "supply", "mitigate",
             "Weekly expediting call; second source qualified for the long-lead parts"),
    RiskText("Scope grows without a change request", "scope", "mitigate",
             "Change control board every second week; backlog freeze before each release"),
    RiskText("Specialist leaves or is not available", "resources", "mitigate",
             "Deputy named and trained; knowledge sessions recorded"),
    RiskText("Regulatory requirement is interpreted differently", "compliance", "transfer",
             "Notified body consulted early; opinion in writing"),
    RiskText("Test rig fails during the endurance run", "technical", "mitigate",
             "Spare actuators on site; run split into resumable blocks"),
    RiskText("Exchange rate moves against the budget", "finance", "accept",
             "Reserve of two per cent held by the sponsor"),
    RiskText("Data migration loses history", "technical", "mitigate",
             "Two rehearsals with reconciliation of record counts and totals"),
    RiskText("Users do not adopt the new process", "organisation", "mitigate",
             "Key users in every plant; training before go-live"),
    RiskText("Penetration test finds critical weaknesses", "security", "avoid",
             "Threat model reviewed; early scan of each increment"),
    RiskText("供应商交付延迟影响现场上线", "supply", "escalate",
             "每周与供应商高层会议；准备备用供应商"),
    RiskText("Interface of another project arrives late", "dependency", "escalate",
             "Joint plan with the supplying project; stub delivered first"),
    RiskText("Licence costs rise at renewal", "finance", "accept",
             "Price cap requested for the framework agreement"),
)  # fmt: skip
