"""MARCXML: elements to `pymarc.Record` and back (http://www.loc.gov/standards/marcxml/)."""

from lxml import etree
from pymarc import Field, Indicators, Record, Subfield

from indexer.formats import xml
from indexer.formats.errors import unreadable
from indexer.formats.marc21 import safe_leader, tag_of
from indexer.formats.marc_text import resolved

NAMESPACE = "http://www.loc.gov/MARC21/slim"
SCHEMA = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"


def from_element(element: xml.Element) -> Record:
    """The record in a MARCXML `<record>`, or in whatever wraps one; namespaces do not matter.

    Raises:
        Unreadable: there is not one field.
    """
    leader, fields = "", []
    for child in element.iter("{*}leader", "{*}controlfield", "{*}datafield"):
        match xml.name(child):
            case "leader":
                leader = leader or xml.text(child)  # a collection's holdings records follow with leaders of their own
            case "controlfield":
                fields.append(Field(tag=_tag(child), data=xml.text(child)))
            case "datafield":
                fields.append(_datafield(child))
    if not fields:
        raise unreadable("not-marc", reason="no fields")
    return Record(leader=safe_leader(leader), fields=fields)


def to_element(record: Record) -> xml.Element:
    """A record as a MARCXML `<record>`."""
    root = etree.Element(f"{{{NAMESPACE}}}record", nsmap={None: NAMESPACE, "xsi": xml.XSI})
    root.set(f"{{{xml.XSI}}}schemaLocation", f"{NAMESPACE} {SCHEMA}")
    xml.add(root, "leader", str(record.leader))
    for field in record.fields:
        if field.control_field:
            xml.add(root, "controlfield", field.data or "", tag=field.tag)
            continue
        first, second = field.indicators or (" ", " ")
        datafield = xml.add(root, "datafield", tag=field.tag, ind1=first, ind2=second)
        for subfield in field.subfields:
            xml.add(datafield, "subfield", subfield.value, code=subfield.code)
    return root


def _tag(element: xml.Element) -> str:
    return tag_of((element.get("tag") or "").strip())


def _datafield(element: xml.Element) -> Field:
    indicators = Indicators((element.get("ind1") or " ")[:1], (element.get("ind2") or " ")[:1])
    subfields = [
        Subfield((child.get("code") or " ")[:1], resolved(xml.text(child)))
        for child in element.iterchildren("{*}subfield")
    ]
    return Field(_tag(element), indicators, subfields)
