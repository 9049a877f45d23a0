"""The little of TAP that the Python drivers need."""
count = 0
failed = 0


def start():
    print("TAP version 13", flush=True)


def check(name, got, expected):
    global count, failed
    count += 1
    if got == expected:
        print("ok %d - %s" % (count, name), flush=True)
    else:
        failed += 1
        print("not ok %d - %s" % (count, name))
        print("# got      %r\n# expected %r" % (got, expected), flush=True)


def done():
    print("1..%d" % count)
    raise SystemExit(failed > 0)
