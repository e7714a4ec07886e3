"""GV1xx: the file itself, before anything in it has a meaning."""

from gen_vpce.diagnostics.model import Code, Severity

_YAML = "https://yaml.org/spec/1.2.2/"

CODES = (
    Code(
        "GV101",
        Severity.ERROR,
        "Intent cannot be read",
        "The file is missing, is a folder, or may not be read. `gen-vpce init` writes a new intent.",
    ),
    Code(
        "GV102",
        Severity.ERROR,
        "Intent is too large",
        "An intent has at most 1 MiB. A file that large is generated or is not an intent; one "
        "folder holds one intent, so split it.",
    ),
    Code(
        "GV103",
        Severity.ERROR,
        "Not UTF-8",
        "An intent is text in UTF-8, with or without a byte order mark. The place is that of the "
        "first byte that does not fit; editors call the command `save with encoding`.",
    ),
    Code(
        "GV104",
        Severity.ERROR,
        "Control or invisible character",
        "Control characters have no use in an intent. Characters that reorder the text around "
        "them make a line look different from what it says, so that a reviewer approves something"
        " else; they are refused too, in comments as well.",
        "https://trojansource.codes/",
    ),
    Code(
        "GV105",
        Severity.ERROR,
        "Tab as indentation",
        "YAML indents by spaces only. Most editors can turn tabs into spaces.",
        _YAML,
    ),
    Code(
        "GV106",
        Severity.ERROR,
        "Not YAML",
        "The text does not follow the grammar of YAML. The place is where the parser could not go"
        " on; the mistake is there or in the lines before it. Values that begin with one of @ % *"
        " & ! | > or a backtick, and those that hold `: `, go into quotes.",
        _YAML,
    ),
    Code(
        "GV107",
        Severity.ERROR,
        "Empty intent",
        "The file holds nothing, or comments alone. `gen-vpce init` writes an intent to start from.",
    ),
    Code(
        "GV108",
        Severity.ERROR,
        "Several documents in one file",
        "`---` begins another YAML document. One file holds one intent, in the folder of the "
        "module that it makes.",
        _YAML,
    ),
    Code(
        "GV109",
        Severity.ERROR,
        "Key is written twice",
        "One mapping has the same key twice. Most YAML readers keep the last one silently, so "
        "that half of what a reviewer reads is not there. Both places are shown.",
        _YAML,
    ),
    Code(
        "GV110",
        Severity.ERROR,
        "Key is not text",
        "Keys are text. Lists, mappings and nothing cannot be keys, and `<<` merges mappings only"
        " in YAML 1.1, which this language does not follow.",
        _YAML,
    ),
    Code(
        "GV111",
        Severity.ERROR,
        "Too many values or levels",
        "Aliases can make a small file stand for billions of values. They are counted before they"
        " are expanded: at most 100,000 values and 40 levels.",
    ),
    Code(
        "GV112",
        Severity.ERROR,
        "Alias without anchor",
        "`*name` stands for the value that was marked `&name` before. Where the star is meant as "
        'a wildcard, the value needs quotes: "*".',
        _YAML,
    ),
    Code(
        "GV113",
        Severity.ERROR,
        "Unknown tag",
        "`!name` gives a value a type of its own. An intent has none; only `!!str` is understood,"
        " which quotes say better.",
        _YAML,
    ),
    Code(
        "GV114",
        Severity.ERROR,
        "Not in Unicode normal form C",
        "The same letter can be one character or two: é, or e and an accent. Terraform brings all"
        " text into normal form C, so that the other form would reach AWS changed, or not at all.",
        "https://developer.hashicorp.com/terraform/language/expressions/strings",
    ),
    Code(
        "GV120",
        Severity.ERROR,
        "Source that cannot be parsed",
        "A part of a Terraform file is neither an argument nor a block, a template of CloudFormation is"
        " neither YAML nor JSON, or a file is too large or no text. Everything else is read; what stands in"
        " the broken part, a policy perhaps, is not.",
        "https://developer.hashicorp.com/terraform/language/syntax/configuration",
    ),
    Code(
        "GV121",
        Severity.NOTE,
        "Value that is not known",
        "A policy of source holds a value that is not known before it is applied, or that somebody has to "
        "give. `--explain-unknown` lists each with the reason. Rules that would need the value say nothing.",
        "https://developer.hashicorp.com/terraform/language/expressions/references",
    ),
    Code(
        "GV123",
        Severity.NOTE,
        "Policy that the caller of a module gives",
        "A module without a provider and without a backend is one for others to call, and the policy is a "
        "variable of it without a default. There is nothing to find in it here: lint the modules that call "
        "this one, which are read together with it, or give the variable a value.",
        "https://developer.hashicorp.com/terraform/language/modules/develop",
    ),
    Code(
        "GV122",
        Severity.WARNING,
        "Value for an undeclared variable",
        "`--var` gives a value to a variable, and no module that was read declares one of that name, and no"
        " template a parameter. The value is of no use; the name is probably misspelled.",
        "https://developer.hashicorp.com/terraform/language/values/variables",
    ),
)
