"""What axe-core and measures of our own find on a page, and where its focus goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from playwright.sync_api import Locator, Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
BY_LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""The rules whose findings depend on the size and the colours of the page."""
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
"""What a reader may set by WCAG 2.2, 1.4.12, without losing anything."""

_RUN = """async ([rules, beyond]) => {
  const all = axe.getRules().map((rule) => rule.ruleId);
  const values = all.filter((rule) => !beyond.includes(rule))
    .filter((rule) => !rules.length || rules.includes(rule));
  const told = await axe.run({ runOnly: { type: "rule", values }, resultTypes: ["violations"] });
  return told.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => `${id} (${impact}): ${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""
_BEYOND = ("color-contrast-enhanced",)
"""Of WCAG's level AAA, which asks for a contrast of 7; the page keeps to AA's 4.5."""

_OVERFLOWING = """() => {
  const wide = [document.documentElement, ...document.querySelectorAll("dialog[open]")]
    .filter((node) => node.scrollWidth > node.clientWidth)
    .map((node) => `${node.tagName} is ${node.scrollWidth} wide in ${node.clientWidth}`);
  const cut = [...document.querySelectorAll("body *")]
    .filter((node) => {
      const { overflowX, overflowY, clipPath } = getComputedStyle(node);
      const hides = (way) => ["hidden", "clip"].includes(way);
      return clipPath === "none" && node.checkVisibility() && node.clientWidth
        && (hides(overflowX) && node.scrollWidth > node.clientWidth + 2
          || hides(overflowY) && node.scrollHeight > node.clientHeight + 2);
    })
    .map((node) => `cut off: ${node.outerHTML.slice(0, 200)}`);
  return [...wide, ...cut];
}"""

_FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const rgba = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const light = (colour) => {
    const [r, g, b] = rgba(colour).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (from) => {
    for (let up = from; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (rgba(colour)[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const style = getComputedStyle(node);
  const shadow = style.boxShadow.match(/^(rgba?\\([^)]*\\)) 0px 0px 0px (\\d+)px/);
  const rings = [
    style.outlineStyle === "none" ? null : [style.outlineColor, parseFloat(style.outlineWidth)],
    shadow && [shadow[1], Number(shadow[2])],
  ].filter((ring) => ring && ring[1] >= 2 && rgba(ring[0])[3] === 1);
  const behind = ground(node.parentElement);
  const box = node.getClientRects()[0] ?? node.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const points = [[(left + right) / 2, (top + bottom) / 2], [left + 3, top + 3],
    [right - 3, bottom - 3], [left + 3, bottom - 3], [right - 3, top + 3]];
  const bare = points.filter(([x, y]) => {
    const met = document.elementFromPoint(x, y);
    return met && (node.contains(met) || met.contains(node));
  });
  return {
    html: node.outerHTML.slice(0, 120),
    ring: Math.max(0, ...rings.map(([colour]) => contrast(colour, behind))),
    bare: right > left && bottom > top ? bare.length / points.length : 0,
    seen: Math.max(0, bottom - top) / box.height,
    is_tall: box.height > innerHeight / 2,
  };
}"""


def exposed(part: Locator) -> list[tuple[str, str]]:
    """What Chromium's accessibility tree gives of a part, in the order of reading.

    Text comes as ("StaticText", words); a heading, a button and the like as (role, name), a button
    that opens something with its state after the name.
    """
    page = part.page
    part.evaluate("node => { node.dataset.exposed = ''; }")
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    place = {"nodeId": root, "selector": "[data-exposed]"}
    found = client.send("DOM.querySelector", place)["nodeId"]
    wanted = client.send("DOM.describeNode", {"nodeId": found})["node"]["backendNodeId"]
    client.send("Accessibility.enable")
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    part.evaluate("node => { delete node.dataset.exposed; }")
    by_id = {node["nodeId"]: node for node in nodes}

    def told(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        states = {p["name"]: p["value"].get("value") for p in node.get("properties", ())}
        if not node["ignored"] and name and role not in ("InlineTextBox", "LineBreak"):
            is_open = states.get("expanded")
            state = "" if is_open is None else ", expanded" if is_open else ", collapsed"
            yield role, name + state
        within = (by_id[key] for key in node.get("childIds", ()) if key in by_id)
        for child in within if role not in ("button", "link", "heading") else ():
            yield from told(child)

    [top] = [node for node in nodes if node.get("backendDOMNodeId") == wanted]
    return list(told(top))


@dataclass(frozen=True, slots=True)
class Focused:
    """What has the focus: how well that is seen, and how much of it lies bare."""

    html: str
    ring: float
    """The contrast of the ring round it with what is behind."""
    bare: float
    """The share of it that nothing covers."""
    seen: float
    """The share of its height that the window shows."""
    is_tall: bool
    """Whether it takes up more than half the window."""

    @property
    def trouble(self) -> str:
        """What keeps a user from seeing where the focus is; '' for nothing."""
        told = (
            ("no ring of contrast 3", self.ring < 3),
            ("covered", self.bare < (0.5 if self.is_tall else 1)),
            ("out of sight", self.seen < 0.1),
        )
        found = ", ".join(trouble for trouble, holds in told if holds)
        return f"{found}: {self.html}" if found else ""


def findings(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds by these rules, or by all that it has: a line an element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(_RUN, [rules, _BEYOND])
    return found


def overflowing(page: Page) -> list[str]:
    """What has to be scrolled sideways, and what is cut off: a line an element."""
    found: list[str] = page.evaluate(_OVERFLOWING)
    return found


def focused(page: Page) -> Focused | None:
    """What has the focus; None where nothing has."""
    told = page.evaluate(_FOCUSED)
    return Focused(**told) if told else None
