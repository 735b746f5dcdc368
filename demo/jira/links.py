"""Which issue blocks which, within a project and across projects; worked out from both ends."""

from dataclasses import dataclass

from demo.jira.store import Store

_NEAR_EVERY, _NEAR_AT, _NEAR_STEP = 25, 11, 6
_FAR_EVERY, _FAR_AT = 50, 21
_FIRST_LINK_ID = 50_000


@dataclass(frozen=True)
class Link:
    """`source` blocks `target`; both are indexes."""

    link_id: int
    source: int
    target: int


def links(site: Store, index: int) -> list[Link]:
    """Return the links of an issue, those it makes before those it suffers."""
    if index in site.added:
        return []
    found = [_outward(site, index), _near_inward(site, index), _far_inward(site, index)]
    return [link for link in found if link and _is_whole(site, link)]


def _outward(site: Store, index: int) -> Link | None:
    home = site.home(index)
    number = index - home.first
    if number % _NEAR_EVERY == _NEAR_AT and number + _NEAR_STEP < home.size:
        return _link(index, index + _NEAR_STEP)
    if number % _FAR_EVERY == _FAR_AT and len(site.spaces) > 1:
        target = site.spaces[(home.position + 1) % len(site.spaces)]
        if number < target.size:
            return _link(index, target.first + number)
    return None


def _near_inward(site: Store, index: int) -> Link | None:
    number = index - site.home(index).first - _NEAR_STEP
    if number >= 0 and number % _NEAR_EVERY == _NEAR_AT:
        return _link(index - _NEAR_STEP, index)
    return None


def _far_inward(site: Store, index: int) -> Link | None:
    home = site.home(index)
    number = index - home.first
    source = site.spaces[home.position - 1]
    if number % _FAR_EVERY == _FAR_AT and number < source.size and source is not home:
        return _link(source.first + number, index)
    return None


def _link(source: int, target: int) -> Link:
    return Link(_FIRST_LINK_ID + source, source, target)


def _is_whole(site: Store, link: Link) -> bool:
    return site.is_there(link.source) and site.is_there(link.target)
