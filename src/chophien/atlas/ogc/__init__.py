"""What lies where for programs: OGC API - Features, Part 1: Core, with GeoJSON, OpenAPI 3.0 and HTML."""
