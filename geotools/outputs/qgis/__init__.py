"""What QGIS opens: styles, projects, print layouts, atlas pages."""
