"""Configurations that ask for more than there is: depth, size, circles."""

RESOURCE = 'resource "aws_iam_policy" "x" {{\n  policy = {}\n}}\n'


def policy(expression: str, before: str = "") -> str:
    return before + RESOURCE.format(expression)


def chain(first: str, step: str, length: int = 60) -> str:
    """Return locals of which each is made of the one before, twice."""
    lines = [
        f"  a0 = {first}",
        *(f"  a{at + 1} = {step.replace('@', f'local.a{at}')}" for at in range(length)),
    ]
    return "locals {\n" + "\n".join(lines) + "\n}\n"


DOUBLED = chain('["x"]', "[@, @]")
HOSTILE = {
    "a deep list": policy("[" * 20_000 + "]" * 20_000),
    "deep parentheses": policy("(" * 20_000 + "1" + ")" * 20_000),
    "deep templates": policy('"${' * 3_000 + "1" + '}"' * 3_000),
    "deep calls": policy("jsonencode(" * 3_000 + "1" + ")" * 3_000),
    "many attributes": policy("a" + ".b" * 20_000),
    "a long sum": policy("1" + "+1" * 20_000),
    "many conditionals": policy("true ? " * 5_000 + "1" + ": 1" * 5_000),
    "deep blocks": "a {\n" * 20_000 + "}\n" * 20_000,
    "open brackets": policy("[" * 20_000),
    "many quotes": policy('"' * 20_001),
    "many heredocs": "<<EOT\n" * 20_000,
    "a text doubled": policy("local.a60", chain('"xxxxxxxxxx"', '"${@}${@}"')),
    "a list doubled": policy("jsonencode(local.a60)", chain('["x"]', "concat(@, @)")),
    "nesting doubled": policy("jsonencode(local.a60)", DOUBLED),
    "nesting compared": policy('local.a60 == local.a60 ? "a" : "b"', DOUBLED),
    "nesting flattened": policy("jsonencode(flatten(local.a60))", DOUBLED),
    "a symbol doubled": policy("local.a60", 'variable "v" {}\n' + chain("var.v", 'upper("${@}${@}")')),
    "locals in a circle": policy("local.a", "locals {\n  a = local.b\n  b = local.a\n}\n"),
    "a resource of itself": policy("aws_iam_policy.x.policy"),
    "a count of itself": policy('""\n  count = length(aws_iam_policy.x)'),
    "a module of itself": 'module "x" {\n  source = "./"\n}\n',
    "a local of count": policy("local.a", "locals { a = count.index }\n"),
    "loops in loops": policy("[for i in range(1024) : [for j in range(1024) : [for k in range(1024) : k]]]"),
    "a large product": policy("jsonencode(setproduct(range(1000), range(1000), range(1000)))"),
    "a slow expression": policy(f'regex("(a+)+$", "{"a" * 40}b")'),
    "another slow expression": policy(f'regex("(a|aa)+$", "{"a" * 60}b")'),
    "a slow replacement": policy(f'replace("{"a" * 60}", "/(.*)*x/", "")'),
    "a large count": 'resource "aws_iam_policy" "x" {\n  count = 1000000000\n  policy = "{}"\n}\n',
    "a wide format": policy('format("%9999999999s", "a")'),
    "a long number": policy('"${' + "9" * 5_000 + '}"'),
    "a large number": policy('"${10000000000 * 10000000000 * 10000000000 * 10000000000}"'),
    "a byte of zero": policy('"\x00"'),
    "deep JSON": policy(f'jsondecode("{"[" * 30_000}{"]" * 30_000}")'),
    "the sign of symbols": policy('"⟨x⟩"'),
    "a file that is not there": policy('file("${path.module}/none.json")'),
    "a folder as a file": policy("file(path.module)"),
    "a file outside": policy('file("/etc/hostname")'),
    "a file above": policy('file("${path.module}/../above.json")'),
    "a module outside": 'module "x" {\n  source = "../../../../../../nowhere"\n}\n',
}
