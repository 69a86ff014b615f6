"""The part of JSON Schema 2020-12 that docs/schema/ uses: `errors(schema, value)` lists what does not fit.
An unknown keyword is an error too, so that a schema cannot promise what nobody checks."""
import re

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
SILENT = {"$schema", "$id", "$defs", "title", "description"}


def is_type(name, value):
    if name in ("integer", "number"):
        whole = isinstance(value, int) or name == "number" and not isinstance(value, (str, dict, list, type(None)))
        return whole and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def errors(schema, value, at="$", root=None):
    root = root or schema
    found = []

    def all_of(parts, where):
        for part in parts:
            found.extend(errors(part, value, where, root))

    for key, want in schema.items():
        if key in SILENT or key == "properties":
            continue
        if key == "$ref":
            all_of([root["$defs"][want.removeprefix("#/$defs/")]], at)
        elif key == "allOf":
            all_of(want, at)
        elif key in ("anyOf", "oneOf"):
            fits = [part for part in want if not errors(part, value, at, root)]
            if not fits or key == "oneOf" and len(fits) > 1:
                found.append(f"{at}: fits {len(fits)} of the alternatives")
        elif key == "not":
            if not errors(want, value, at, root):
                found.append(f"{at}: is what it must not be")
        elif key == "type":
            names = [want] if isinstance(want, str) else want
            if not any(is_type(name, value) for name in names):
                found.append(f"{at}: {value!r} is no {'/'.join(names)}")
        elif key == "const":
            if value != want:
                found.append(f"{at}: {value!r}, not {want!r}")
        elif key == "enum":
            if value not in want:
                found.append(f"{at}: {value!r} is not one of {want}")
        elif key == "pattern":
            if isinstance(value, str) and not re.search(want, value):
                found.append(f"{at}: {value!r} does not match {want}")
        elif key == "minimum":
            if is_type("number", value) and value < want:
                found.append(f"{at}: {value} is below {want}")
        elif key == "maxItems":
            if isinstance(value, list) and len(value) > want:
                found.append(f"{at}: {len(value)} items, at most {want}")
        elif key == "items":
            for i, item in enumerate(value if isinstance(value, list) else []):
                found.extend(errors(want, item, f"{at}[{i}]", root))
        elif key == "required":
            found.extend(f"{at}: {name} is missing" for name in want if isinstance(value, dict) and name not in value)
        elif key == "additionalProperties":
            known = schema.get("properties", {})
            found.extend(f"{at}: {name} is not in the schema" for name in (value if isinstance(value, dict) else ())
                         if name not in known)
        else:
            raise ValueError(f"{at}: the schema says {key}, which this checker does not know")
    for name, part in schema.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            found.extend(errors(part, value[name], f"{at}.{name}", root))
    return found
