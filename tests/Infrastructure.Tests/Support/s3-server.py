"""An S3-speaking server for tests: OpenStack Swift with its s3api, all four of its servers in this one process, on 127.0.0.1 only.

usage: /usr/bin/python3 s3-server.py FOLDER ACCOUNT:USER SECRET_KEY        (the access key is ACCOUNT:USER)
Debian: swift-proxy, swift-account, swift-container, swift-object. Prints "listening PORT" once it answers; ends with its standard input.
Objects are kept in memory, listings in FOLDER.
"""
import os
import sys

import eventlet
eventlet.monkey_patch()
import eventlet.wsgi
from eventlet import tpool
from eventlet.green import socket

folder, access, secret = sys.argv[1:4]
account, user = access.split(":")


def listening():
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", 0))
    sock.listen(128)
    return sock


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


from swift.common import utils
write("swift.conf", "[swift-hash]\nswift_hash_path_suffix = test\nswift_hash_path_prefix = test\n")
utils.SWIFT_CONF_FILE = os.path.join(folder, "swift.conf")
utils.validate_hash_conf()

from swift.common.ring.builder import RingBuilder
from swift.common.http_protocol import SwiftHttpProtocol
from swift.common.wsgi import loadapp
from swift.common.storage_policy import reload_storage_policies
import swift.common.storage_policy as policies

policies.SWIFT_CONF_FILE = utils.SWIFT_CONF_FILE
reload_storage_policies()
sockets = {kind: listening() for kind in ("account", "container", "object", "proxy")}
os.makedirs(os.path.join(folder, "devices", "d1"), exist_ok=True)
for kind in ("account", "container", "object"):
    ring = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
    ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1.0, "ip": "127.0.0.1", "port": sockets[kind].getsockname()[1],
                  "device": "d1", "replication_ip": "127.0.0.1", "replication_port": sockets[kind].getsockname()[1], "meta": ""})
    ring.rebalance()
    ring.get_ring().save(os.path.join(folder, f"{kind}.ring.gz"))

common = f"[DEFAULT]\nswift_dir = {folder}\ndevices = {folder}/devices\nmount_check = false\n"
apps = {}
for kind, egg in (("account", "account"), ("container", "container"), ("object", "mem_object")):
    path = write(f"{kind}.conf", f"{common}[pipeline:main]\npipeline = app\n[app:app]\nuse = egg:swift#{egg}\n")
    apps[kind] = loadapp(path)
path = write("proxy.conf", f"""{common}
[pipeline:main]
pipeline = catch_errors s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
check_bucket_owner = false
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {secret} .admin
user_{account}_reader = {secret} .none
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
""")


class Cache(dict):
    """What the proxy would ask memcached for."""

    def __bool__(self):
        return True

    def get(self, key, *_, **__):
        return dict.get(self, key)

    def set(self, key, value, *_, **__):
        self[key] = value

    def delete(self, key, *_, **__):
        self.pop(key, None)

    def incr(self, key, delta=1, **__):
        self[key] = (self.get(key) or 0) + delta
        return self[key]


def with_cache(app, cache):
    def call(environ, start_response):
        environ["swift.cache"] = cache
        return app(environ, start_response)
    return call


apps["proxy"] = with_cache(loadapp(path), Cache())


for kind, app in apps.items():
    eventlet.spawn(eventlet.wsgi.server, sockets[kind], app, protocol=SwiftHttpProtocol, log_output=False)
print(f"listening {sockets['proxy'].getsockname()[1]}", flush=True)
tpool.execute(sys.stdin.read)
os._exit(0)
