"""What makes Streamlit's own parts legible in both apps, on light and dark ground: letters of at least 4.5 to 1."""

from typing import Final

STYLE: Final = """
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {color: inherit; opacity: 1;}
[data-testid="stCaptionContainer"] {opacity: 0.8;}
[data-testid="stCaptionContainer"] code {font-size: 0.9em; color: inherit;}
[data-testid="stText"] {font-family: inherit; white-space: pre-wrap; overflow-wrap: anywhere;}
[data-testid="stCode"] .token {color: inherit !important;}
[data-testid="stCode"] .token:is(.keyword, .boolean, .parameter, .function) {
  color: color-mix(in srgb, currentColor 45%, #0a7ec2) !important;}
[data-testid="stCode"] .token:is(.string, .number) {color: color-mix(in srgb, currentColor 45%, #0c8a4d) !important;}
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primary"]:is(:hover, :active, :focus) {
  background: #0b6e75; border-color: #0b6e75; color: #ffffff;}
[data-testid="stBaseButton-primary"]:hover {filter: brightness(1.15);}
"""
"""Code is coloured by mixing with the colour of the text around it, so one rule serves both grounds.

One ground for primary buttons: the theme's primary colour is letters elsewhere, and cannot be both on dark.
"""
