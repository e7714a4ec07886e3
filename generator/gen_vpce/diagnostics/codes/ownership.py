"""GV5xx: whose a file is, and what the file system has against writing."""

from gen_vpce.diagnostics import Code, Severity


def _error(code: str, title: str, explanation: str) -> Code:
    return Code(code, Severity.ERROR, title, explanation)


CODES = (
    _error(
        "GV501",
        "generated file was edited by hand",
        "The manifest .gen-vpce.json lists the hash of every file that gen-vpce wrote. This file has "
        "another one, and it is not what the intent renders to now either, so somebody edited it; "
        "writing would lose the edit.\n\n"
        "Say in intent.yaml what the edit says (`statements` takes any IAM statement) and restore the "
        "file from version control. Or give the edit up: gen-vpce generate --force FILE.",
    ),
    _error(
        "GV502",
        "a file that gen-vpce did not write is in the way",
        "The intent renders to a file of this name, and one stands there that the manifest does not "
        "list. Rename or move it, or give it up: gen-vpce generate --force FILE.\n\n"
        "A file that already has exactly the content that would be written is taken over without a "
        "word.",
    ),
    _error(
        "GV503",
        "manifest cannot be believed",
        "The manifest .gen-vpce.json decides which files may be overwritten and deleted, and it comes "
        "with the folder, from anyone. It is ignored as a whole when it is not what gen-vpce writes: "
        "not JSON (conflict markers of a merge, for instance), of another version, or with a path "
        "that gen-vpce never writes.\n\n"
        "Restore it from version control, or delete it. Without a manifest, files that are what would "
        "be written are taken over, and all others are refused.",
    ),
    _error(
        "GV504",
        "something other than a file is in the way",
        "A folder, a symbolic link, a device or a pipe stands where a generated file belongs, or a "
        "link stands for the folder above it. gen-vpce follows no link, since it may lead out of the "
        "module. Move it out of the way.",
    ),
    _error(
        "GV505",
        "file to be replaced is read-only",
        "The file has to change or to go, and its permissions let no one write to it. Files are "
        "replaced by renaming, which would not even notice, so the permission is taken as a wish: "
        "make the file writable first.",
    ),
    _error(
        "GV506",
        "module cannot be written",
        "The operating system refused to write in the module's folder. Everything that had been "
        "replaced was put back: the folder is as it was.",
    ),
    _error(
        "GV507",
        "no room on the disk",
        "The file system is full, a quota is used up, or a limit on the size of files was met. "
        "Everything that had been replaced was put back: the folder is as it was.",
    ),
    _error(
        "GV508",
        "another run is writing the module",
        "One run at a time writes a module. The other one did not finish within ten seconds. The lock "
        "ends with its process, so there is no lock file to delete.",
    ),
    _error(
        "GV509",
        "an interrupted run left the module half written",
        "A run was killed while it replaced files. gen-vpce-interrupted.tf.json stands in the folder "
        "and makes Terraform refuse it. The next gen-vpce generate completes the work and removes the "
        "file; with --check, which writes nothing, this finding is all that happens.",
    ),
    _error(
        "GV510",
        "journal of an interrupted run cannot be believed",
        "gen-vpce-interrupted.tf.json says which contents may be met in a half written folder. This "
        "one is not what gen-vpce writes, so nothing is concluded from it. Restore the folder from "
        "version control and delete the file.",
    ),
    _error(
        "GV511",
        "file that is no longer generated was edited by hand",
        "The intent no longer renders to this file. It would be deleted, but somebody edited it since "
        "gen-vpce wrote it. Rename it to keep it, or have it deleted: gen-vpce generate --force FILE.",
    ),
    Code(
        "GV512",
        Severity.WARNING,
        "Renamed endpoints cannot be told apart",
        "Several endpoints to one service have new names in the intent, and neither their VPCs nor their "
        "policies tell which is which. A `moved` block would be a guess, so that there is none, and "
        "Terraform destroys the old ones and creates the new ones.",
        "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
    ),
    _error(
        "GV520",
        "no intent found",
        "gen-vpce generate looks for files named intent.yaml in the given folders and below. It skips "
        "hidden folders, node_modules and links to folders. There was none, or a file that looks like one "
        "has another name: intent.yml, Intent.yaml, intent.json.",
    ),
    _error(
        "GV521",
        "path does not exist",
        "An argument of gen-vpce generate is neither a folder nor a file named intent.yaml.",
    ),
    _error(
        "GV522",
        "folder cannot be searched",
        "The operating system refused to list a folder below which modules may lie.",
    ),
    _error(
        "GV523",
        "--force names no generated file",
        "--force takes over one file of a module of the same run: main.tf, README.md, a policy under "
        "policies/ and so on. It takes no folders and no patterns, so that nothing is given up by "
        "accident.",
    ),
    _error(
        "GV524",
        "the intent exists already",
        "gen-vpce init makes new modules and never writes over an intent. Edit intent.yaml and run gen-vpce "
        "generate, or start the new module in another folder.",
    ),
    _error(
        "GV525",
        "the file of a pipeline exists already",
        "gen-vpce init --ci writes a pipeline once; from then on it is the team's own, to be edited like any "
        "other file. It is never written over: rename the one that is there and compare.",
    ),
    _error(
        "GV526",
        "git cannot tell what changed",
        "gen-vpce matrix --since asks git which files changed. There is no git here, the folder is in no "
        "repository, or git refuses it: in a container, a checkout that belongs to another user needs "
        "git config --global --add safe.directory FOLDER.",
    ),
    _error(
        "GV527",
        "revision is not known",
        "A checkout in a pipeline often holds one branch alone. Fetch the revision that --since names, or "
        "check out with the whole history.",
    ),
    _error(
        "GV528",
        "no common commit is known",
        "gen-vpce matrix --since compares with the commit at which this branch left the revision, so that "
        "work of others on it does not count. A shallow checkout does not reach that commit.",
    ),
)
