"""What tests of forms share: whether this pgl can read web pages (a static one cannot load libxml2)."""
import subprocess


def is_static(pgl):
    return subprocess.run(["ldd", str(pgl)], capture_output=True, check=False).returncode != 0
