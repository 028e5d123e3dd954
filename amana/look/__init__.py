"""The design system: style sheets, font, icons, frames of pages, and the template tags that speak."""
