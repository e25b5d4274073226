"""`make opensearch`: the cluster in the foreground, until Ctrl-C; what is put into it is gone afterwards."""

import argparse
import signal
import sys

from tests.cluster.cluster import OwnCluster
from tests.cluster.distribution import Unobtainable

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description=__doc__)
    parser.add_argument("--port", type=int, default=9200, help="where the first node answers; the others follow")
    port = parser.parse_args().port
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("Starting three OpenSearch nodes …", flush=True)
    try:
        cluster = OwnCluster(port)
    except Unobtainable as error:
        sys.exit(str(error))
    try:
        print(*cluster.urls, sep="\n")
        print(f"Logs and data: {cluster.folder}\nCtrl-C ends it. Tests use it with", flush=True)
        print(f"  INDUK_OPENSEARCH_URLS={','.join(cluster.urls)} make test-cluster", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        cluster.stop()
