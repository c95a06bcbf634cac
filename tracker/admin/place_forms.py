"""The forms of regions and agencies, with the rules that imports of them follow, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.core.divisions import division_code, division_level
from tracker.models import Agency, Region
from tracker.selectors.scope import UPWARDS
from tracker.services.agencies import agencies_called
from tracker.services.imports.bodies import MOST_ALIASES, split_names
from tracker.wording import REGION_LEVELS, import_error_text

if TYPE_CHECKING:  # takes a parameter in the stubs only
    ModelForm = forms.ModelForm[Model]
else:
    ModelForm = forms.ModelForm


class RegionForm(ModelForm):
    """A region; its level follows from its code."""

    class Meta:
        model = Region
        fields = ["code", "name", "level", "parent"]

    def clean_code(self) -> str:
        """A code that can be one; where a region keeps the one it has, that is not looked at."""
        code = str(self.cleaned_data["code"])
        if code != self.initial.get("code") and division_code(code) is None:
            raise forms.ValidationError(import_error_text("region_code_wrong", {"code": code}))
        return code

    def clean(self) -> dict[str, Any]:
        """Level and code agree, and nothing lies in itself."""
        given = super().clean() or self.cleaned_data
        code = division_code(given.get("code", ""))
        is_new = {"code", "level"} & set(self.changed_data)
        if code and is_new and given.get("level") not in (None, division_level(code).value):
            words = {
                "level": str(REGION_LEVELS[given["level"]]),
                "right": str(REGION_LEVELS[division_level(code)]),
            }
            self.add_error("level", import_error_text("region_level_wrong", words))
        above = given.get("parent")
        for _step in UPWARDS:
            if above is not None and above == self.instance:
                self.add_error("parent", _("上级地区不能是它自己或它的下级。"))
                break
            above = above.parent if above is not None else None
        return given


class AliasesField(forms.CharField):
    """Names, one a line; stored as a list."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        """The stored list as lines; what was typed stays as it was typed."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """A list of names, each once."""
        names = split_names(super().clean(value) or "")
        if len(names) > MOST_ALIASES or any(len(name) > 200 for name in names):
            words = {"most": MOST_ALIASES, "limit": 200}
            raise forms.ValidationError(import_error_text("aliases_wrong", words))
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By the names, not by how they are written down."""
        return bool((initial or []) != split_names(data or ""))


class AgencyForm(ModelForm):
    """An agency; a name belongs to one agency only, be it in full or an alias."""

    aliases = AliasesField(
        label=gettext_lazy("别称"),
        required=False,
        help_text=gettext_lazy("简称、旧称等，一行一个；报告署这些名称时也归入本单位。"),
    )

    class Meta:
        model = Agency
        fields = ["name", "region", "aliases"]

    def clean(self) -> dict[str, Any]:
        """No name is another agency's."""
        given = super().clean() or self.cleaned_data
        for field, names in (
            ("name", [given.get("name", "")]),
            ("aliases", given.get("aliases", [])),
        ):
            changed = names if field in self.changed_data else []
            taken = [name for name in changed if self._is_taken(name)]
            if taken:
                words = _("“%(names)s”已是另一单位的全称或别称；一个名称只能属于一个单位。")
                self.add_error(field, words % {"names": "、".join(taken)})
        if "aliases" in given:
            given["aliases"] = [name for name in given["aliases"] if name != given.get("name")]
        return given

    def _is_taken(self, name: str) -> bool:
        return any(row.pk != self.instance.pk for row in agencies_called(name))
