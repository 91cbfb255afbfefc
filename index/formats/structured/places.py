"""Places on a map (GeoJSON): what is said of each, its point as latitude and longitude, its outline left out. Pure."""

from typing import Any


def is_place(value: Any) -> bool:
    """Whether a value is a feature of GeoJSON."""
    return isinstance(value, dict) and value.get("type") == "Feature" and "geometry" in value


def place(value: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What a feature says, and whether it has an outline that this leaves out.

    >>> place({"properties": {"name": "A"}, "geometry": {"type": "Point", "coordinates": ["7", "61"]}})
    ({'name': 'A', 'latitude': '61', 'longitude': '7'}, False)
    """
    geometry, properties = value.get("geometry"), value.get("properties")
    said = {key: entry for key, entry in value.items() if key not in ("type", "geometry", "properties", "bbox")}
    said |= properties if isinstance(properties, dict) else {}
    if not isinstance(geometry, dict):
        return said, False
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) > 1:
        return said | {"latitude": coordinates[1], "longitude": coordinates[0]}, False
    return said | {"shape": geometry.get("type")}, True
