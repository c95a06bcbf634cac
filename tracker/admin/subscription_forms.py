"""What a subscription (周报订阅) may say: the administrators' form, and each person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Subscription, User
from tracker.models.digests import DigestPart
from tracker.selectors.records import visible_users
from tracker.selectors.scope import visible_agencies, visible_regions

if TYPE_CHECKING:  # takes a parameter in the stubs only
    ModelForm = forms.ModelForm[Subscription]
else:
    ModelForm = forms.ModelForm

# Offered first, with the names people know them by.
NEAR: Final = [
    ("Asia/Shanghai", gettext_lazy("北京时间（Asia/Shanghai）")),
    ("Asia/Urumqi", gettext_lazy("新疆时间（Asia/Urumqi）")),
    ("Asia/Hong_Kong", gettext_lazy("香港（Asia/Hong_Kong）")),
    ("Asia/Macau", gettext_lazy("澳门（Asia/Macau）")),
    ("Asia/Taipei", gettext_lazy("台北（Asia/Taipei）")),
]
OFTEN: Final = ["weekday", "hour", "timezone", "sections", "when_empty"]


def _zones() -> list[tuple[Any, Any]]:
    """Every zone of the machine that has a continent; half of the names are old spellings."""
    near = {name for name, _label in NEAR}
    far = sorted(name for name in available_timezones() if "/" in name and name not in near)
    others = [(name, name) for name in far if not name.startswith(("Etc/", "posix/", "right/"))]
    return [(_("常用"), NEAR), (_("其他"), [("UTC", "UTC"), *others])]


class WishesForm(ModelForm):
    """When, about what, and what to leave out."""

    timezone = forms.ChoiceField(label=gettext_lazy("时区"), choices=_zones)
    hour = forms.TypedChoiceField(
        label=gettext_lazy("发送时点"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
    )
    sections = forms.MultipleChoiceField(
        label=gettext_lazy("内容"),
        choices=DigestPart.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("都不选时只发开头的一句话。"),
    )

    class Meta:
        model = Subscription
        fields = ("regions", "agencies", *OFTEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.timezone
        field = self.fields.get("timezone")
        known = {name for _label, group in _zones() for name, _text in group}
        if isinstance(field, forms.ChoiceField) and zone not in known:
            self.initial["timezone"] = Subscription._meta.get_field("timezone").get_default()


class SubscriptionForm(WishesForm):
    """The administrators': of a person, or of an address without an account."""

    # Who asks; the admin sets it on the class it makes for one request.
    viewer: User | None = None

    class Meta:
        model = Subscription
        fields = ("user", "address", "regions", "agencies", *OFTEN, "active")

    def clean_address(self) -> str:
        """In lower case: two spellings of one mailbox must not get two mails."""
        address = str(self.cleaned_data["address"] or "").strip().lower()
        people = visible_users(self.viewer) if self.viewer else User.objects.none()
        found = people.filter(email__iexact=address).first() if address else None
        if found is not None:
            raise forms.ValidationError(
                _("这是用户“%(user)s”的邮箱，请改为按用户订阅。") % {"user": found}
            )
        if address and Subscription.objects.filter(address=address).exists():
            raise forms.ValidationError(
                _("这个邮箱已有订阅，可能由其他管理员登记；一个邮箱只有一份。")
            )
        return address

    def clean(self) -> dict[str, Any]:
        """One of the two, and for an address at least one region or agency."""
        data = super().clean() or {}
        address = data.get("address", self.instance.address)
        if address and not (data.get("regions") or data.get("agencies")) and not self.errors:
            self.add_error(
                "agencies", _("没有账号的邮箱须指定地区或单位，只会收到与之有关的内容。")
            )
        return data


class OwnForm(WishesForm):
    """我的周报: a person's own."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"regions": visible_regions(user), "agencies": visible_agencies(user)}
        for name, visible in rows.items():
            field = self.fields[name]
            if not user.has_perm(f"tracker.view_{visible.model._meta.model_name}"):
                del self.fields[name]  # the search behind the field would refuse
            elif isinstance(field, forms.ModelMultipleChoiceField):
                column = Subscription._meta.get_field(name)
                field.queryset = visible
                field.widget = AutocompleteSelectMultiple(column, admin.site)
                field.widget.choices = field.choices
                field.help_text = _("都不填时为您能看到的全部单位。")
