"""What is asked of whoever hands files in: the files, and hints only where they are known."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Agency, User
from tracker.selectors.scope import visible_agencies
from tracker.services.batches import MOST_FILES


class FilesInput(forms.FileInput):
    """One or many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans every file of the input by itself."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of uploaded files; empty files are kept: their row will say what is wrong."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Files with two optional hints that hold for all of them."""

    documents = FilesField(
        label=gettext_lazy("报告文件"),
        allow_empty_file=True,
        help_text=gettext_lazy("把文件拖到这里，或点击选择，可一次多个；单位和年度从正文识别。"),
    )
    agency_name = forms.CharField(
        label=gettext_lazy("指定单位"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("识别不出时再填，填全称。"),
        widget=forms.TextInput(attrs={"list": "known-agencies", "class": "vTextField"}),
    )
    report_year = forms.IntegerField(
        label=gettext_lazy("指定报告年度"),
        min_value=1990,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("报告回顾的那一年；2024 年度报告填 2024。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = visible_agencies(user)

    def clean_agency_name(self) -> str:
        """An agency that is known must be one's own; an unknown name may be a new one."""
        name = str(self.cleaned_data["agency_name"]).strip()
        known = Agency.objects.filter(name=name)
        if known.exists() and not self.agencies.filter(name=name).exists():
            raise forms.ValidationError(_("这个单位不在您的责任范围内。"))
        return name


class HandInForm(UploadForm):
    """One file of several that a script hands in one after the other.

    `batch` is the batch that the first of them opened, `number` how many there are so far;
    `again` says that the transfer is repeated, so that the file may have arrived before.
    """

    batch = forms.IntegerField(min_value=1, required=False)
    number = forms.IntegerField(min_value=1, max_value=MOST_FILES)
    again = forms.BooleanField(required=False)

    def clean_documents(self) -> list[UploadedFile]:
        """One file, not several."""
        files: list[UploadedFile] = self.cleaned_data["documents"]
        if len(files) != 1:
            raise forms.ValidationError(_("一次请求只能上传一个文件。"))
        return files
