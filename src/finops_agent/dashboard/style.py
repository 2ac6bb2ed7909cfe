"""Our few rules on top of the theme, on screen and on paper."""

from typing import Final

import streamlit as st

from finops_agent.web import columns, heat, legible, ring, rows, timeline

_SCREEN: Final = """
[data-testid="stMainBlockContainer"] {max-width: 76rem; padding: 3.9rem clamp(1rem, 3vw, 2.5rem) 3rem;}
[data-testid="stMainBlockContainer"] h1 {font-size: 1.55rem; padding: 0 0 0.5rem 0; letter-spacing: -0.01em;}
[data-testid="stMainBlockContainer"] h2 {font-size: 1.15rem; padding: 0.9rem 0 0.35rem 0;}
[data-testid="stMainBlockContainer"] h3 {font-size: 0.92rem; font-weight: 600; padding: 0; opacity: 0.85;}
[data-testid="stSidebarNavLink"] {margin-inline: -0.5rem;}
[data-testid="stMetric"] {padding: 0;}
[data-testid="stMetric"] > div {padding: 0.7rem 0.9rem; height: 100%; display: flex; flex-direction: column;}
[data-testid="stMetric"] > div > label {flex: 1 0 auto; align-items: start; padding-bottom: 0.3rem;}
[data-testid="stMetricValue"] {font-size: 1.4rem;}
[data-testid="stMetricValue"] {line-height: 1.3;}
[data-testid="stMetricValue"], [data-testid="stMetricValue"] * {white-space: normal !important; overflow: visible;}
[data-testid="stMetricLabel"] p {white-space: normal; font-size: 0.85rem;}
[class*="st-key-cards"] {display: grid; gap: 0.7rem;
  grid-template-columns: repeat(auto-fill, minmax(min(10.6rem, 44%), 1fr));}
[class*="st-key-cards"] > div, [class*="st-key-cards"] > div > div, [class*="st-key-cards"] [data-testid="stMetric"] {
  height: 100%;}
@media screen and (min-width: 1100px) {
  [class*="st-key-cards"]:has(> :nth-child(6):last-child) {grid-template-columns: repeat(3, 1fr);}
  [class*="st-key-cards"]:has(> :is(:nth-child(4), :nth-child(7), :nth-child(8), :nth-child(12)):last-child) {
    grid-template-columns: repeat(4, 1fr);}
  [class*="st-key-cards"]:has(> :is(:nth-child(5), :nth-child(10)):last-child) {
    grid-template-columns: repeat(5, 1fr);}
}
[data-testid="stButtonGroup"] [aria-checked="true"] {
  background: transparent !important; box-shadow: inset 0 -2px currentColor;}
.st-key-filters [data-testid="stButtonGroup"] button {min-height: 2.4rem;}
@media (max-width: 640px) {
  [data-testid="stMetricValue"] {font-size: 1.2rem;}
  :is(.st-key-filters, .st-key-parts) {display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem;}
  .st-key-filters > :has([role="radiogroup"]) {grid-column: 1 / 3;}
  :is(.st-key-filters, .st-key-parts) > div, :is(.st-key-filters, .st-key-parts) > div > div {width: 100% !important;}
  .st-key-parts {margin-top: -0.5rem;}
  .st-key-filters [role="radiogroup"] {display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.25rem;
    overflow: visible !important; -webkit-mask: none !important; mask: none !important;}
  .st-key-filters [role="radiogroup"] button {border-radius: 0.4rem; border-width: 1px !important; margin: 0;
    min-width: 0; padding-inline: 0.2rem;}
  .st-key-filters [role="radiogroup"] button:not([aria-checked="true"]) {
    border-color: rgba(128, 148, 158, 0.35) !important;}
  .st-key-export {gap: 0.5rem;}
  .st-key-export button {min-height: 2.1rem; padding: 0.1rem 0.6rem;}
}
"""
"""Cards stand in rows that come out even, where the screen has room for more than two in a row."""
_PAPER: Final = """
@page {size: A4; margin: 14mm;}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stStatusWidget"],
  .st-key-filters, .st-key-parts, .st-key-export, .st-key-on_screen {display: none !important;}
  .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"], html, body {position: static !important;
    height: auto !important; overflow: visible !important; background: #fff !important; color: #16242f !important;}
  [data-testid="stMainBlockContainer"] {padding: 0; max-width: none;}
  [data-testid="stMainBlockContainer"] * {color: #16242f !important;}
  [class*="st-key-cards"] {grid-template-columns: repeat(4, 1fr);}
  [data-testid="stMetric"] {border-color: #d9e1e6 !important;}
  [data-testid="stMetricDelta"] {background: none !important; padding: 0;}
  [data-testid="stTooltipIcon"] {display: none !important;}
  [data-testid="stMainBlockContainer"] :is(h2, h3) {break-after: avoid;}
  .columns .labels {font-size: 0.6rem;}
  [data-testid="stMetric"], .columns, .rows, .heat, .ring {break-inside: avoid;}
}
"""


def style() -> None:
    """Set the rules."""
    parts = (legible.STYLE, _SCREEN, columns.STYLE, rows.STYLE, heat.STYLE, ring.STYLE, timeline.STYLE, _PAPER)
    st.html(f"<style>{''.join(parts)}</style>")
