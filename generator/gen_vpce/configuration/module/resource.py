"""Resources and data sources as values: what they configure is known, what AWS tells is a symbol."""

from typing import Protocol

from gen_vpce.configuration.evaluation.evaluate import evaluate, rendered
from gen_vpce.configuration.module.computed import computed, form_of
from gen_vpce.configuration.module.instances import Instance
from gen_vpce.configuration.module.policy_document import document_json
from gen_vpce.configuration.module.provider import DEFAULT, Provider, dotted
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Block
from gen_vpce.configuration.value.symbol import named
from gen_vpce.configuration.value.value import Members, Null, String, Unknown, Value

_AFTER_APPLY = "Terraform knows it after apply"
_READ = "the data source is read from AWS"
_OPTIONAL = frozenset(("path",))
"""Arguments whose absence means something; any other that is left out is chosen by AWS."""


class Around(Protocol):
    """What a resource asks of its module."""

    def provider(self, name: str) -> Provider:
        """Return a provider by its name."""
        ...


class Resource:
    """One instance of a resource or a data source; `type` begins with `data.` for the latter."""

    def __init__(self, type_: str, address: str, block: Block, instance: Instance, around: Around) -> None:
        self.type = type_
        self.address = address
        self.block = block
        self.scope = instance.scope
        self.many = instance.many
        self._around = around

    def configured(self, name: str) -> Value | None:
        """Return the value of an argument, None where it is not written."""
        written = self.block.body.argument(name)
        return evaluate(written.expression, self.scope) if written else None

    def provider(self) -> Provider:
        """Return the provider of the resource, with the Region that the resource itself may name."""
        written = self.block.body.argument("provider")
        found = self._around.provider((dotted(written.expression) if written else "") or DEFAULT)
        region = self._written("region")
        if isinstance(region, String | Unknown):
            return Provider(region, found.account, found.partition)
        return found

    def attribute(self, name: str, place: Place | None) -> Value:
        """Return an attribute: computed by its pattern, configured, or a symbol."""
        if self.type == "data.aws_iam_policy_document" and name in ("json", "minified_json"):
            return document_json(self.block.body, self.scope)
        if self.type == "data.template_file" and name == "rendered":
            return self._template(place)
        found = computed(self.type, name, self.provider(), lambda other: self._part(other, place), place)
        if found is None:
            found = self._written(name)
        return self._symbol(name, place) if found is None else found

    def _template(self, place: Place | None) -> Value:
        """Return the text of a `template_file`.

        https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
        """
        text, given = self.configured("template"), self.configured("vars")
        variables = given if isinstance(given, Members) else Members({})
        if not isinstance(text, String) or text.symbols or isinstance(given, Unknown):
            return self._symbol("rendered", place)
        return rendered(text, variables, self.scope, self.block.place)

    def _written(self, name: str) -> Value | None:
        found = self.configured(name)
        return None if found is None or isinstance(found, Null) else found

    def _part(self, name: str, place: Place | None) -> Value:
        """Return an attribute as a part of a pattern."""
        found = self._written(name)
        if found is None and name in _OPTIONAL and not self.type.startswith("data."):
            return Null(place)
        if isinstance(found, String):
            return found
        return self._symbol(name, place) if found is None else found

    def _symbol(self, name: str, place: Place | None) -> Unknown:
        if self.type.endswith("aws_organizations_organization") and name == "id":
            return Unknown(named("organization", _READ, form_of(self.type, name)), place)
        reason = _READ if self.type.startswith("data.") else _AFTER_APPLY
        if self.type.startswith("data.") and not self.type.startswith("data.aws_"):
            reason = "the data source is read by its provider"
        symbol = named(f"{self.address}.{name}", reason, form_of(self.type, name), many=self.many)
        return Unknown(symbol, place)
