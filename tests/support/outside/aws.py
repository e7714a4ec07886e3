"""An AWS made of memory for tests: moto, in a process of its own, with nothing in it."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

# It says where it listens, and ends with its standard input: also when the tests are killed.
_SERVER = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
print("http://{}:{}".format(*server.get_host_and_port()), flush=True)
sys.stdin.read()
"""


@contextmanager
def empty_aws() -> Iterator[str]:
    """Start an AWS and yield its URL; on the way out it ends, with all that it holds.

    It is a process, since moto keeps one memory for all the servers of a process: what some tests created
    would be there already for the next, and a test would pass or fail by what ran before it.
    """
    pytest.importorskip("moto.server")
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        lines = map(str.strip, server.stdout)  # moto says a word of its own first
        address = next((line for line in lines if line.startswith("http://")), None)
        assert address, "moto did not start; what it said stands on standard error"
        try:
            yield address
        finally:
            server.terminate()


def client(url: str, service: str, *, region: str = "us-east-1", account: str = "") -> Any:
    """Return a client of the AWS at *url*, in *account* by a role there where that is given."""
    import boto3

    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    if account:
        sts = boto3.client("sts", endpoint_url=url, region_name=region, **keys)
        role = f"arn:aws:iam::{account}:role/terraform"
        given = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        keys = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
    return boto3.client(service, endpoint_url=url, region_name=region, **keys)


def provider(url: str, *services: str, region: str = "us-east-1", alias: str = "", account: str = "") -> str:
    """Return the provider of Terraform that asks the AWS at *url* about *services*, as terraform fmt has it.

    moto's accounts are those of the roles that are assumed: in *account* where that is given.
    """
    arguments = {"alias": f'"{alias}"'} if alias else {}
    arguments |= {"region": f'"{region}"', "access_key": '"testing"', "secret_key": '"testing"'}
    skipped = ("skip_credentials_validation", "skip_requesting_account_id", "skip_metadata_api_check")
    arguments |= dict.fromkeys((*skipped, "s3_use_path_style"), "true")
    lines = [f"  {line}" for line in _aligned(arguments)]
    if account:
        lines += ["  assume_role {", f'    role_arn = "arn:aws:iam::{account}:role/terraform"', "  }"]
    endpoints = [f"    {line}" for line in _aligned(dict.fromkeys(sorted(services), f'"{url}"'))]
    return "\n".join(['\nprovider "aws" {', *lines, "  endpoints {", *endpoints, "  }", "}\n"])


def _aligned(arguments: Mapping[str, str]) -> list[str]:
    width = max(map(len, arguments))
    return [f"{name:{width}} = {value}" for name, value in arguments.items()]
