"""Findings in templates stand at the element, in every world, and no template is passed over."""

import io
import os
from pathlib import Path
from random import Random

import pytest
import yaml
from tests.support.amount import amount
from tests.support.templates import as_json

from gen_vpce.cloudformation.policy_types import CLOUDFORMATION_POLICIES
from gen_vpce.cloudformation.template import LARGEST
from gen_vpce.configuration.policies.request import Request
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import Linted, lint_paths

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cloudformation" / "cases.yaml").read_text(encoding="utf-8")
)

TEMPLATE = """\
Parameters:
  Env: {Type: String}
  Principal: {Type: String, Default: "arn:aws:iam::1111222:root"}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Mapping:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: !Sub com.amazonaws.${AWS::Region}.dynamodb
      PolicyDocument:
        Version: 2012-10-17
        Statement:
          - Sid: Not-A-Sid
            Effect: Allow
            Principal: {AWS: !Ref Principal}
            Action:
              - dynamodb:GetItem
              - dynamodb:GetItm
            Resource: "*"
            Condition:
              StringEquals:
                aws:PrincipalOrgId: [o-a1b2c3d4e5]
          - !If
            - IsProd
            - {Effect: Allow, Principal: "*", Action: "dynamodb:PutItm", Resource: "*"}
            - !Ref AWS::NoValue
  Text:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: com.amazonaws.eu-west-1.s3
      PolicyDocument: !Sub |
        {"Version": "2012-10-17",
         "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObjct",
                        "Resource": "arn:${AWS::Partition}:s3:::b/*"}]}
  Quoted:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: com.amazonaws.eu-west-1.s3
      PolicyDocument: "{\\"Statement\\": [{\\"Effect\\": \\"Allow\\", \\"Principal\\": \\"*\\", \\"Action\\": \\"s3:PutObjct\\", \\"Resource\\": \\"*\\"}]}"
  Everything:
    Type: AWS::EC2::VPCEndpoint
    Properties: {ServiceName: com.amazonaws.eu-west-1.sqs, VpcEndpointType: Interface}
"""  # noqa: E501 -- a text on one line is what is tried


def linted(path: Path, text: str | None = None, *, explain: bool = False, **values: str) -> Linted:
    """Lint a file that holds *text*, or a folder."""
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return lint_paths(Asked((path,), request=Request(variables=values), explain_unknown=explain))


def spelled(found: Diagnostic) -> str:
    """Return the text that a finding points at, to the end of its first line at most."""
    assert found.span
    line = Path(found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    end = found.span.end_column - 1 if found.span.line == found.span.end_line else len(line)
    return line[found.span.column - 1 : end].strip("\"'\\")


def places(result: Linted) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in result.findings:
        found.setdefault(each.code, []).append(spelled(each))
    return found


@pytest.mark.parametrize("syntax", ["yaml", "json"])
def test_a_finding_stands_at_its_element(syntax: str, tmp_path: Path) -> None:
    text = as_json(TEMPLATE) if syntax == "json" else TEMPLATE
    found = places(linted(tmp_path / f"stack.{syntax}", text))
    assert found["GV316"] == ["Not-A-Sid"]
    assert sorted(found["GV332"]) == ["dynamodb:GetItm", "dynamodb:PutItm", "s3:GetObjct", "s3:PutObjct"]
    assert found["GV343"] == ["arn:aws:iam::1111222:root"]


def test_what_was_read_is_counted(tmp_path: Path) -> None:
    result = linted(tmp_path / "stack.yaml", TEMPLATE)
    assert result.counts
    assert result.counts._asdict() == {
        "modules": 0,
        "endpoints": 4,
        "without_policy": 1,
        "whole": 1,
        "with_symbols": 2,
        "not_read": 0,
        "idle": 0,
        "absent": 0,
        "templates": 1,
        "given": 0,
        "take_none": 0,
    }


def test_a_finding_of_one_branch_says_so(tmp_path: Path) -> None:
    result = linted(tmp_path / "stack.yaml", TEMPLATE)
    (found,) = [each for each in result.findings if "PutItm" in each.message]
    assert found.message.endswith("(where Env == ″prod″ is true)")
    other = linted(tmp_path / "stack.yaml", TEMPLATE, Env="test")
    assert not [each for each in other.findings if "PutItm" in each.message]


def test_a_value_that_no_template_takes_is_a_warning(tmp_path: Path) -> None:
    linted(tmp_path / "stack.yaml", TEMPLATE)
    for path in (tmp_path, tmp_path / "stack.yaml"):
        given = {"Env": "test", "AWS::Region": "eu-west-1", "Enf": "test"}
        told = [each for each in linted(path, **given).findings if each.code == "GV122"]
        assert [(each.message, each.hint) for each in told] == [
            ("no template has the parameter `Enf`", "did you mean `Env`?")
        ]


def test_values_that_are_not_known_are_explained(tmp_path: Path) -> None:
    result = linted(tmp_path / "stack.yaml", TEMPLATE, explain=True)
    notes = [each.message for each in result.findings if each.code == "GV121"]
    assert "partition in the policy of Text is not known: it is known when the stack is deployed" in notes
    assert "the policy of Mapping depends on Env == ″prod″, which is not known" in notes


def test_a_policy_that_is_not_read_is_a_warning(tmp_path: Path) -> None:
    text = (
        "Resources:\n  E:\n    Type: AWS::EC2::VPCEndpoint\n    Properties: {PolicyDocument: !Ref Nowhere}\n"
    )
    result = linted(tmp_path / "stack.yaml", text)
    (found,) = result.findings
    assert found.code == "GV397"
    assert found.message.startswith(
        "the policy of E is not read: `Nowhere` is neither a parameter nor a resource of the template"
    )
    assert found.span
    assert (found.span.line, found.span.column) == (2, 3)
    assert result.counts
    assert result.counts.not_read == 1


def test_folders_are_searched_for_templates_beside_terraform(tmp_path: Path) -> None:
    for name in ("a.yaml", "b/c.yml", "b/d.template", ".hidden/e.yaml", "node_modules/f.yaml", "b/.g.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "b" / "h.template.json").write_text(as_json(TEMPLATE), encoding="utf-8")
    others = {
        "values.yaml": "Resources: 5\nType: AWS::S3::Bucket\n",
        "pod.yaml": "kind: Pod\n",
        "list.json": '[{"Resources": {}, "Type": "AWS::S3::Bucket"}]',
        "tree.json": '{"tree": {"Resources": {"Type": "AWS::S3::Bucket"}}}',
        "main.tf": 'resource "aws_vpc_endpoint" "x" {\n  service_name = "com.amazonaws.eu-west-1.sqs"\n}\n',
    }
    for name, text in others.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = linted(tmp_path)
    assert result.counts
    assert result.counts.templates == 4
    assert result.counts.modules == 1
    assert result.counts.endpoints == 4 * 4 + 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    result = linted(tmp_path)
    assert [each.code for each in result.findings] == ["GV396"]


def test_a_folder_without_source_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text("kind: Pod\n", encoding="utf-8")
    assert [each.code for each in linted(tmp_path).findings] == ["GV396"]


@pytest.mark.parametrize("name", ["pod.yaml", "pod.yml", "pod.template"])
def test_a_file_that_is_no_template_is_an_error(name: str, tmp_path: Path) -> None:
    result = linted(tmp_path / name, "kind: Pod\n")
    assert [each.code for each in result.findings] == ["GV396"]
    assert result.counts is None


def test_a_template_comes_by_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEMPLATE.encode())))
    result = lint_paths(Asked((Path("-"),)))
    assert result.counts
    assert result.counts.endpoints == 4


def test_findings_are_accepted_beside_the_template(tmp_path: Path) -> None:
    accepted = 'stack.yaml:\n  GV316: "old"\n  GV317: "nothing"\n'
    (tmp_path / ".gen-vpce-lint.yaml").write_text(accepted, encoding="utf-8")
    for path in (tmp_path, tmp_path / "stack.yaml"):
        (tmp_path / "stack.yaml").write_text(TEMPLATE, encoding="utf-8")
        found = {each.code for each in linted(path).findings}
        assert "GV316" not in found
        assert "GV399" in found


BROKEN = {
    "an open list": ("Resources:\n  A: {Type: AWS::EC2::VPCEndpoint}\n  B: [\n", "this is not YAML"),
    "open JSON": ('{"Resources": {"A": {"Type": "AWS::EC2::VPCEndpoint"}', "this is not JSON"),
    "a key twice": (
        "Resources:\n  A: {Type: AWS::EC2::VPCEndpoint}\n  A: {Type: AWS::EC2::VPC}\n",
        "the key `A` is written twice",
    ),
    "no mapping": ("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: 5\n", "`A` is not a mapping"),
    "no type": ("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: {Typ: x}\n", "has no `Type`"),
    "no resources": ("AWSTemplateFormatVersion: '2010-09-09'\nResource: {}\n", "it has no `Resources`"),
    "resources that are a list": (
        "AWSTemplateFormatVersion: '2010-09-09'\nResources: []\n",
        "it has no `Resources`",
    ),
    "a list": ("- AWSTemplateFormatVersion: '2010-09-09'\n", "a template is a mapping"),
    "deep YAML": (
        "Resources: {A: {Type: AWS::EC2::VPCEndpoint, B: " + "[" * 200 + "]" * 200 + "}}",
        "values nest deeper than 100 levels",
    ),
    "deep JSON": (
        '{"Resources": {"A": {"Type": "AWS::EC2::VPCEndpoint", "B": ' + "[" * 9999 + "]" * 9999 + "}}}",
        "it is nested too deeply",
    ),
    "aliases of aliases": (
        "Resources: {A: {Type: AWS::EC2::VPCEndpoint}}\na: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcdefg", "bcdefgh", strict=True)
        ),
        "more than 100,000 values",
    ),
    "a control character": (
        "Resources:\n  A: {Type: AWS::EC2::VPCEndpoint, Properties: {PolicyDocument: \x00}}\n",
        "U+0000 is a character that YAML does not have",
    ),
    "not UTF-8": ("Resources:\n  A: {Type: AWS::EC2::VPCEndpoint}\n# \udcff\n", "the file is not UTF-8"),
    "two documents": (
        "Resources:\n  A: {Type: AWS::EC2::VPC}\n---\nResources:\n  B: {Type: AWS::EC2::VPC}\n",
        "a second YAML document",
    ),
    "too large": (
        "Resources: {A: {Type: AWS::EC2::VPCEndpoint}}\n#" + "x" * LARGEST,
        f"templates to {LARGEST:,} bytes are read",
    ),
}


@pytest.mark.parametrize("by_folder", [False, True])
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_an_error_at_its_place(name: str, *, by_folder: bool, tmp_path: Path) -> None:
    text, message = BROKEN[name]
    path = tmp_path / "stack.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    result = linted(tmp_path if by_folder else path)
    told = [each for each in result.findings if each.code == "GV120"]
    assert any(message in each.message for each in told), [each.message for each in result.findings]
    assert all(each.span and each.span.file == str(path) for each in told)


NEVER_ENDS = {
    "conditions that double": "Conditions:\n"
    + "".join(f"  C{at}: !And [!Condition C{at + 1}, !Condition C{at + 1}]\n" for at in range(60))
    + "  C60: !Equals [a, a]\n"
    + "Resources: {E: {Type: AWS::EC2::VPCEndpoint, Properties: "
    + "{PolicyDocument: {Statement: [!If [C0, {Effect: Allow}, {}]]}}}}\n",
    "loops that multiply": "Resources:\n  Fn::ForEach::L0: "
    + "".join(f"[I{at}, [a, b, c, d], {{Fn::ForEach::L{at + 1}: " for at in range(12))
    + "[I, [a], {E: {Type: AWS::EC2::VPCEndpoint}}]"
    + "}]" * 12
    + "\n",
    "names that double": "Resources:\n"
    + "".join(
        f"  B{at}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Sub '${{B{at + 1}}}-${{B{at + 1}}}'}}}}\n"  # noqa: E501
        for at in range(60)
    )
    + "  B60: {Type: AWS::SNS::Topic}\n"
    + "  E: {Type: AWS::EC2::VPCEndpoint, Properties: {PolicyDocument: {Statement: [!Ref B0]}}}\n",
}


@pytest.mark.parametrize("name", NEVER_ENDS)
def test_what_takes_too_much_work_is_not_read(name: str, tmp_path: Path) -> None:
    result = linted(tmp_path / "stack.yaml", NEVER_ENDS[name])
    assert [each.code for each in result.findings] == ["GV397"]


@pytest.mark.parametrize("sign", ["⟨", "⟩", "⟩⟨", "⟨⟩", "⟨a⟩", "⟨⟨"])
@pytest.mark.parametrize(
    "statement",
    [
        '{Effect: "%", Principal: "*", Action: "s3:*", Resource: "*"}',
        '{Effect: Allow, Principal: "%", Action: "%", Resource: "%"}',
        '{Effect: Allow, Principal: {"%": "*"}, Action: "s3:*", Resource: "*"}',
        '{Effect: Allow, Principal: "*", Action: "s3:*", Resource: "*", Condition: {"%": {a: b}}}',
        '{Effect: Allow, Principal: "*", Action: "s3:*", Resource: "*", Condition: {Bool: "%"}}',
        '{Effect: Allow, Principal: "*", Action: "s3:*", Resource: "*", Condition: {Bool: {"%": !Ref X}}}',
        '"%"',
    ],
)
def test_the_signs_of_symbols_may_be_written(statement: str, sign: str, tmp_path: Path) -> None:
    document = f"{{Version: 2012-10-17, Statement: [{statement.replace('%', sign)}]}}"
    endpoint = f"{{Type: AWS::EC2::VPCEndpoint, Properties: {{PolicyDocument: {document}}}}}"
    text = f"Parameters: {{X: {{Type: String}}}}\nResources: {{E: {endpoint}}}\n"
    result = linted(tmp_path / "stack.yaml", text)
    assert result.counts
    assert result.counts.whole + result.counts.with_symbols + result.counts.not_read == 1


PIECES = (
    *('"', "'", "{", "}", "[", "]", "${", "!", "!If ", "!Ref ", "!Sub ", "!GetAtt ", "!Join ", "!Select "),
    *(": ", "- ", "\n", "&a ", "*a", "<<: ", "|\n", ">\n", "Fn::If: ", "Fn::Sub: ", "null", "~", "5", "\t"),
    *("Ref: ", "AWS::NoValue", "{{resolve:", "⟨", "\x00", "é", "😀", "\r\n", "%", "@", "#", "---\n", "? "),
    "Condition: ",
)


def mutated(text: str, random: Random) -> str:
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice([1, 1, 2, 5, 20, 80]))
        piece = random.choice(PIECES)
        text = random.choice(
            [
                text[:start] + text[end:],
                text[:start] + piece + text[start:],
                text[:start] + piece + text[end:],
                text[:end] + text[start:end] + text[end:],
                text[:start],
            ]
        )
    return text


ALWAYS_TOLD = {
    name for name, held in CLOUDFORMATION_POLICIES.items() if any(each.is_required for each in held)
}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_mutations_never_crash_and_never_pass_in_silence(case: dict[str, str], tmp_path: Path) -> None:
    random = Random(case["name"])  # noqa: S311 -- the same mutations in every run
    path = tmp_path / "stack.yaml"
    for text in (case["template"], as_json(case["template"])):
        for _ in range(amount(40)):
            result = linted(path, mutated(text, random))
            told = result.counts and sum(result.counts) > result.counts.templates
            assert told or result.findings or not any(name in path.read_text("utf-8") for name in ALWAYS_TOLD)
