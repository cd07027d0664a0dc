"""The components speak the reader's locale, hide nothing from a screen reader, and keep the rules of colour and content
security. They need no database."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.messages.constants import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason

pytestmark = pytest.mark.one_database

WEB = Path(__file__).resolve().parents[2] / "creditdesk" / "web"
STATIC = WEB / "static" / "creditdesk"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CONTRACT = WEB.parents[1] / "docs" / "guide" / "components.md"
TODAY = date(2026, 11, 16)


def shown(source: str, **facts: Any) -> str:
    """The HTML of a piece of template."""
    return Template("{% load desk %}" + source).render(Context(facts))


def text(html: str) -> str:
    """What a person reads of it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip()


class Promise(forms.Form):
    amount = forms.CharField(help_text="1,234.50 or 1.2k")
    channel = forms.ChoiceField(choices=[("phone", "Phone")], widget=forms.RadioSelect)
    again = forms.BooleanField(required=False)


# ---------------------------------------------------------------- money, numbers, dates


def test_money_is_shown_with_the_decimals_of_its_currency_and_names_the_currency_in_its_title() -> None:
    assert shown("{{ 123450|money:'USD' }}") == '<span class="money" title="1,234.50 USD">1,234.50</span>'
    assert text(shown("{{ 1200|money:'JPY' }}")) == "1,200"
    assert text(shown("{{ owed|money }}", owed=Money(5, "KWD"))) == "0.005"


def test_negative_money_stands_in_parentheses_not_only_in_a_colour() -> None:
    assert text(shown("{{ -30000|money:'USD' }}")) == "(300.00)"
    assert shown("{{ -30000|amount:'USD' }}") == "(300.00)"


def test_absent_money_is_empty_but_zero_is_zero() -> None:
    assert shown("{{ nothing|money:'USD' }}", nothing=None) == ""
    assert text(shown("{{ 0|money:'USD' }}")) == "0.00"


def test_money_follows_the_locale_of_the_reader() -> None:
    with translation.override("es"):
        assert text(shown("{{ 1234567890|money:'EUR' }}")) == "12.345.678,90"
    with translation.override("fr"):
        assert text(shown("{{ 1234567890|money:'EUR' }}")).endswith("678,90")


def test_an_amount_with_a_link_leads_to_the_entries_that_make_it() -> None:
    html = shown("{% money 500 'USD' href=url label='Open' %}", url="/entries/?item=1&x=2")
    assert html.startswith('<a class="why" href="/entries/?item=1&amp;x=2">')
    assert text(html) == "Open 5.00"


def test_short_amounts_counts_and_percents_follow_the_locale() -> None:
    assert shown("{{ 19100000|amount_short:'USD' }}") == "191K"
    assert shown("{{ 32000|count }}") == "32,000"
    assert shown("{{ rate|percent }}", rate=Decimal("12.50")) == "12.5%"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 16), "today"),
        (date(2026, 11, 17), "tomorrow"),
        (date(2026, 11, 15), "yesterday"),
        (date(2026, 11, 19), "in 3 days"),
        (date(2025, 11, 16), "365 days ago"),
    ],
)
def test_a_date_is_told_as_seen_from_today(day: date, words: str) -> None:
    assert text(shown("{{ day|date_relative:today }}", day=day, today=TODAY)) == words


def test_a_date_carries_its_machine_form_and_its_full_form() -> None:
    html = shown("{{ day|date_short }}", day=TODAY)
    assert html == '<time datetime="2026-11-16" title="Monday, November 16, 2026">11/16/26</time>'
    assert text(shown("{{ day|date_long }}", day=TODAY)) == "Mon, Nov 16, 2026"


def test_an_instant_is_told_in_the_time_zone_of_the_desk() -> None:
    html = shown("{{ at|at_time }}", at=datetime(2026, 11, 20, 21, 40, tzinfo=UTC))
    assert text(html).replace("\u202f", " ") == "Nov 20, 2026, 4:40 PM"


def test_a_customers_clock_is_told_and_an_unknown_zone_says_nothing() -> None:
    now = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    assert text(shown("{{ 'America/Chicago'|local_time:now }}", now=now)).replace("\u202f", " ") == "10:30 AM CST"
    assert shown("{{ 'Middle/Earth'|local_time:now }}", now=now) == ""


def test_days_are_short_to_the_eye_and_spelt_out_to_a_screen_reader() -> None:
    assert text(shown("{{ 1|days }}")) == "1 d1 day"
    assert text(shown("{{ 21|days }}")) == "21 d21 days"


# ---------------------------------------------------------------- reasons


def test_a_reason_is_a_sentence_whether_fresh_stored_or_plain() -> None:
    reason = Reason("worklist.past_due", "%(amount)s past due, oldest %(days)d days", {"amount": "12.00", "days": 34})
    sentence = "12.00 past due, oldest 34 days"
    assert shown("{{ reason|words }}", reason=reason) == sentence
    assert shown("{{ reason|words }}", reason=reason.as_dict()) == sentence
    assert shown("{{ reason|words }}", reason="2% discount missed") == "2% discount missed"


def test_reasons_keep_their_order_and_fold_beyond_the_limit() -> None:
    html = shown("{% reasons told limit=1 %}", told=["first", "second", "third"])
    assert html.index("first") < html.index("2 more reasons") < html.index("second") < html.index("third")


def test_a_reason_with_markup_in_its_facts_is_shown_as_text() -> None:
    told = [Reason("x.y", "%(name)s is late", {"name": "<script>alert(1)</script>"})]
    assert "<script>" not in shown("{% reasons told %}", told=told)


# ---------------------------------------------------------------- figures


def widths(html: str) -> list[int]:
    return [int(width) for width in re.findall(r'<rect class="age[^>]* width="(\d+)"', html)]


def test_the_aging_bar_is_as_long_as_its_buckets_and_tells_them_in_words() -> None:
    buckets = [{"label": "not due", "minor": 7500}, {"label": "1–30", "minor": 2500}, {"label": "31–60", "minor": 0}]
    html = shown("{% aging_bar buckets currency='USD' %}", buckets=buckets)
    first, second = widths(html)
    assert 990 <= first + second <= 1000
    assert 2 < first / second < 3.1
    assert 'aria-label="Aging: not due 75.00, 1–30 25.00, 31–60 0.00 USD"' in html


def test_a_small_bucket_stays_visible_and_a_credit_takes_no_room() -> None:
    buckets = [{"label": "a", "minor": 10**12}, {"label": "b", "minor": 1}, {"label": "c", "minor": -500}]
    html = shown("{% aging_bar buckets currency='USD' %}", buckets=buckets)
    assert len(widths(html)) == 2
    assert min(widths(html)) >= 6
    assert "(5.00)" in html


def test_an_aging_bar_of_nothing_is_drawn_empty() -> None:
    assert widths(shown("{% aging_bar buckets currency='USD' %}", buckets=[{"label": "a", "minor": 0}])) == []


def test_a_progress_bar_of_unknown_length_has_no_value() -> None:
    assert 'value="40" max="100"' in shown("{% progress value=40 max=100 label='Posting' %}")
    assert "value=" not in shown("{% progress value=0 max=0 label='Reading' %}")


# ---------------------------------------------------------------- controls


def test_a_badge_escapes_its_words_and_refuses_a_tone_that_does_not_exist() -> None:
    assert "&lt;b&gt;" in shown("{% badge words tone='danger' %}", words="<b>")
    with pytest.raises(TemplateSyntaxError, match="purple"):
        shown("{% badge 'x' tone='purple' %}")


def test_a_button_declares_its_key_and_becomes_a_link_or_opens_a_dialog() -> None:
    assert 'type="submit"' in shown("{% button 'Save' %}")
    link = shown("{% button 'Call' href='/call/' key='c' %}")
    assert link.startswith("<a") and 'data-key="c"' in link and "<kbd>c</kbd>" in link
    opener = shown("{% button 'Note' dialog='note' %}")
    assert 'type="button"' in opener and 'data-dialog="note"' in opener


def test_the_page_header_has_one_primary_action_and_refuses_parameters_it_does_not_know() -> None:
    html = shown("{% page_header title='Today' action_label='Open next' action_url='/next/' action_key='o' %}")
    assert html.count("button-primary") == 1
    assert 'href="/next/"' in html
    with pytest.raises(TemplateSyntaxError, match="acton_url"):
        shown("{% page_header title='Today' acton_url='/next/' %}")


def sort_link(query: str, **options: str) -> str:
    request = RequestFactory().get("/accounts/" + query)
    given = " ".join(f'{name}="{value}"' for name, value in options.items())
    return shown("{% sort_header 'Past due' field='past_due' " + given + " %}", request=request)


def test_sorting_keeps_the_filter_and_goes_back_to_the_first_page() -> None:
    html = sort_link("?q=alder&after=99")
    assert "q=alder" in html and "sort=past_due" in html and "after" not in html


def test_sorting_again_turns_the_order_round_and_is_announced() -> None:
    assert "sort=-past_due" in sort_link("?sort=past_due")
    assert 'aria-sort="ascending"' in sort_link("?sort=past_due")
    assert 'aria-sort="descending"' in sort_link("?sort=-past_due")
    assert "aria-sort" not in sort_link("?sort=name")


def test_amounts_are_sorted_largest_first() -> None:
    assert "sort=-past_due" in sort_link("", **{"class": "num"})


def test_a_refused_field_is_tied_to_its_error_and_its_help() -> None:
    html = shown("{% field form.amount %}", form=Promise({"channel": "phone"}))
    described = re.search(r'aria-describedby="([^"]*)"', html)
    assert described is not None
    assert 'aria-invalid="true"' in html
    for element in described[1].split():
        assert f'id="{element}"' in html
    assert "This field is required." in html


def test_a_group_of_choices_has_a_legend_and_a_tick_box_its_label_behind_it() -> None:
    group = shown("{% field form.channel %}", form=Promise())
    assert "<legend" in group and "<fieldset" in group
    tick = shown("{% field form.again %}", form=Promise())
    assert tick.index("<input") < tick.index("<label")


def test_pagination_offers_only_the_pages_that_exist() -> None:
    html = shown("{% pagination older='?after=9' newer=None shown=50 total=1234 %}")
    assert "50 of 1,234" in text(html) and "Next" in html and "Previous" not in html


def test_a_demo_hint_is_shown_in_the_demo_only() -> None:
    assert "Try it" in shown("{% demo_hint %}Try it{% enddemo_hint %}", desk={"demo": True})
    assert shown("{% demo_hint %}Try it{% enddemo_hint %}", desk={"demo": False}) == ""


def test_content_between_block_tags_is_escaped_once() -> None:
    html = shown("{% card title=name %}{{ name }}{% endcard %}", name="A & B <i>")
    assert html.count("A &amp; B &lt;i&gt;") == 3
    assert "<i>" not in html


@pytest.mark.parametrize("tag", ["undo://evil.example/", "undo:https://evil.example/", "undo:javascript:x", ""])
def test_an_undo_leads_nowhere_but_into_the_desk(tag: str) -> None:
    assert shown("{{ message|undo_url }}", message=Message(SUCCESS, "Released", extra_tags=tag)) == ""


def test_a_message_carries_the_address_of_its_undo() -> None:
    message = Message(SUCCESS, "Released", extra_tags="undo:/orders/9/undo/")
    assert shown("{{ message|undo_url }}", message=message) == "/orders/9/undo/"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_nothing_to_be_shown_and_says_what_to_do(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert f"Error {name[:3]}" in html
    assert "<h1>" in html and 'href="/"' in html


def test_palette_results_are_options_of_named_groups() -> None:
    groups = [{"label": "Customers", "results": [{"url": "/c/1/", "label": "<Alder>", "hint": "12.00"}]}]
    html = render_to_string("components/palette_results.html", {"groups": groups, "q": "al"})
    assert 'role="option"' in html and 'role="group"' in html and "&lt;Alder&gt;" in html
    assert "Nothing is called “zz”" in render_to_string("components/palette_results.html", {"groups": [], "q": "zz"})


# ---------------------------------------------------------------- house rules of the look


def tokens(theme: int) -> dict[str, str]:
    """The colours of tokens.css in one theme: 0 is light, 1 is dark."""
    found = re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", (STATIC / "css/tokens.css").read_text()
    )
    return {name: (light, dark)[theme] for name, light, dark in found}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


SURFACES = ("ground", "surface", "surface-raised", "surface-sunken", "surface-hover", "surface-current", "accent-wash")


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "text-soft", "text-faint", "accent-text", "danger-text"])
def test_text_can_be_read_on_every_surface_in_both_themes(theme: int, ink: str) -> None:
    colours = tokens(theme)
    weak = {name: round(contrast(colours[ink], colours[name]), 2) for name in SURFACES}
    assert {name: ratio for name, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["success", "warning", "danger"])
def test_the_words_of_a_tone_can_be_read_on_its_wash(theme: int, tone: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[f"{tone}-text"], colours[f"{tone}-wash"]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["accent", "accent-hover", "danger", "danger-hover"])
def test_the_words_of_a_filled_button_can_be_read(theme: int, ground: str) -> None:
    assert contrast(tokens(theme)["text-on-accent"], tokens(theme)[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["ground", "surface", "surface-raised"])
def test_the_edge_of_a_field_can_be_seen(theme: int, surface: str) -> None:
    assert contrast(tokens(theme)["line-control"], tokens(theme)[surface]) >= 3


def test_every_custom_property_that_a_rule_uses_is_a_token() -> None:
    sheets = {path.name: path.read_text() for path in (STATIC / "css").glob("*.css")}
    defined = set(re.findall(r"(--[\w-]+):", sheets["tokens.css"]))
    used = {name for sheet in sheets.values() for name in re.findall(r"var\((--[\w-]+)", sheet)}
    assert used - defined == set()


def test_colours_are_chosen_in_the_tokens_only() -> None:
    # A QR code must be dark on white in both themes, and paper is white.
    allowed = {"pages.css": {"#fff"}, "print.css": {"#fff", "#bbb", "#999"}}
    for path in (STATIC / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())) <= allowed.get(path.name, set()), path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    source = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", source) == []
    scripts = re.findall(r"<script[^>]*>", source)
    assert [tag for tag in scripts if " src=" not in tag and 'type="application/json"' not in tag] == []


def icon_names() -> set[str]:
    return set(re.findall(r'symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))


def test_every_icon_that_a_template_names_is_drawn() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r'(?:{% icon | icon=)"([\w-]+)"', path.read_text())}
    assert named
    assert named - icon_names() == set()


def test_the_contract_names_every_icon_and_every_tag() -> None:
    from creditdesk.web.templatetags.desk import register

    contract = CONTRACT.read_text()
    listed = re.search(r"names in `static/creditdesk/icons.svg`: ([^|]*) \|", contract)
    assert listed is not None
    assert set(listed[1].split(", ")) == icon_names()
    missing = [name for name in register.tags if not re.search(r"{% " + name + r"\b", contract)]
    assert missing == []
