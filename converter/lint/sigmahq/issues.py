"""The issues of pySigma's and SigmaHQ's validators under codes of ours, which stay when classes are renamed.

pySigma 1.5.1 and pysigma-validators-sigmahq 0.21.0, read in November 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Code, class less `Issue`, key of the rule that it is about, and what is wrong.
_TABLE: Final = """
SH101 DuplicateTitle                    title          Two rules have the same title
SH102 SigmahqTitleLength                title          The title is longer than 120 characters
SH103 SigmahqTitleStart                 title          The title begins with Detect
SH104 SigmahqTitleEnd                   title          The title ends with a full stop
SH105 SigmahqTitleCase                  title          A word of the title begins with a small letter
SH106 IdentifierCollision               id             Two rules have the same id
SH107 SigmahqStatus                     status         A deprecated or unsupported rule is no rule to deploy
SH108 SigmahqStatusToHigh               status         A new rule has another status than experimental
SH109 SigmahqDescriptionLength          description    The description has fewer than 16 characters
SH110 SigmahqLinkInDescription          description    The description has a link, the references have none
SH111 DuplicateReferences               references     A reference stands there twice
SH112 SigmahqGithubLink                 references     A link to GitHub names a branch, not a commit
SH113 SigmahqMitreLink                  references     A link to ATT&CK stands where a tag should
SH114 SigmahqModifiedDateOrder          modified       The rule was modified before its date
SH115 SigmahqModifiedWithoutDate        modified       The rule was modified but has no date
SH116 SigmahqRedundantModified          modified       The date of the last change is the rule's date
SH117 DuplicateTag                      tags           A tag stands there twice
SH118 InvalidATTACKTag                  tags           ATT&CK has no such tactic, technique, group or software
SH119 InvalidD3FENDag                   tags           D3FEND has no such tactic or technique
SH120 InvalidNamespaceTag               tags           No tags begin with this word
SH121 InvalidPatternTag                 tags           The tag is not written as its kind is
SH122 InvalidTLPTag                     tags           The traffic light protocol has no such colour
SH123 InvalidTagFormat                  tags           The tag holds a character that tags do not have
SH124 SigmahqTagsTechniquesWithoutTactics tags         A technique stands without a tactic that it serves
SH125 SigmahqTagsDetection              tags           The folder's detection tag is missing
SH126 SigmahqTagsTlp                    tags           SigmaHQ takes tlp.clear only
SH127 SigmahqTagsUniqueDetection        tags           There are several detection tags
SH128 SigmahqTagsUniqueTlp              tags           There are several tlp tags
SH129 FieldnameLogsource                logsource      The logsource has a key that logsources do not have
SH130 SigmahqFieldsExistence            fields         The key fields is given up
SH131 CustomAttributes                  title          A key is nearly one of Sigma's
SH132 SigmahqFalsepositivesCapital      falsepositives A false positive begins with a small letter
SH133 SigmahqFalsepositivesBannedWord   falsepositives A false positive says none, pentest or penetration
SH134 SigmahqFalsepositivesTypoWord     falsepositives A false positive has a common spelling mistake
SH135 DuplicateFilename                 title          Two rules have the same file name
SH140 AllOfThemCondition                condition      The condition says all of them
SH141 ThemConditionWithSingleDetection  condition      The condition says them of one selection
SH142 SigmahqOfthemCondition            condition      The condition says of them with one selection
SH143 SigmahqMissingAsteriskCondition   condition      A pattern of the condition has no asterisk
SH150 AllWithoutContainsModifier        detection      The modifier all stands without contains
SH151 Base64OffsetWithoutContainsModifier detection    The modifier base64offset stands without contains
SH152 ModifierAppliedMultiple           detection      A modifier stands there twice
SH153 WindowsDashCombinedWithAllModifier detection     The modifiers windash and all stand together
SH154 SigmahqInvalidAllModifier         detection      The modifier all has one value
SH155 SigmahqUnsupportedRegexGroupConstruct detection  A regular expression looks around or backtracks
SH156 SigmahqSpaceFieldName             detection      A field name holds a blank
SH157 SigmahqFieldUser                  detection      A user's name is that of one language
SH160 ControlCharacter                  detection      A value holds a control character
SH161 DoubleWildcard                    detection      A value holds two asterisks in a row
SH162 EscapedWildcard                   detection      A value holds an escaped wildcard
SH163 NumberAsString                    detection      A number stands in quotes
SH164 WildcardInsteadOfEndswith         detection      A leading asterisk stands where endswith should
SH165 WildcardInsteadOfStartswith       detection      A trailing asterisk stands where startswith should
SH166 WildcardsInsteadOfContains        detection      Asterisks on both sides stand where contains should
"""


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of issue: the class that pySigma reports, and the rule's key that it is about."""

    code: str
    of: str
    key: str
    about: str

    @property
    def name(self) -> str:
        """The class as a name such as `title-case`."""
        words = _WORD.findall(self.of.removeprefix("Sigmahq"))
        return "-".join(_SPELT.get(word, word.lower()) for word in words)


_WORD: Final = re.compile(r"D3FENDag|[A-Z]+(?![a-z])|[A-Z][a-z0-9]+")
# Where the name of a class has a slip.
_SPELT: Final = {"D3FENDag": "d3fend-tag", "ATTACKT": "attack-t", "To": "too"}


ISSUES: Final = tuple(Issue(*line.split(maxsplit=3)) for line in _TABLE.strip().splitlines())
OTHER: Final = Issue("SH199", "OtherIssue", "title", "Another validator of SigmaHQ's has something to say")

# By class, with the name of one class completed that the table cuts short.
BY_CLASS: Final = {f"{issue.of}Issue": issue for issue in ISSUES} | {
    "WildcardsInsteadOfContainsModifierIssue": next(each for each in ISSUES if each.code == "SH166")
}

# What SigmaHQ's own CI leaves out: https://github.com/SigmaHQ/sigma, .github/workflows, November 2026.
EXCLUDED: Final = frozenset(
    (
        *("tlptag", "tlpv1_tag", "sigmahq_fieldname_cast", "sigmahq_filename_prefix"),
        *("sigmahq_logsource_unknown", "sigmahq_ofselection_condition", "sigmahq_sysmon_missing_eventid"),
    )
)
# What checks of ours say already, with a line: unreferenced and unknown selections, file names, keys that
# are missing or unknown, and values that stand there twice.
SAID: Final = frozenset(
    (
        *("dangling_detection", "dangling_condition", "filename_length", "sigmahq_filename_convention"),
        *("sigmahq_unknown_field", "identifier_existence", "sigmahq_author_existence"),
        *("sigmahq_date_existence", "sigmahq_description_existence", "sigmahq_level_existence"),
        *("sigmahq_status_existence", "sigmahq_field_duplicate_value"),
    )
)
