#!/bin/sh
# The layers: which room of src/ may include which, and which room may include which library. Every #include is looked at as
# it stands in the text: `gcc -H` shows a header only where it is read first, and so hides a direct include that comes after
# an indirect one.

cd "$(dirname "$0")/../.." || exit 1

# room: rooms that it may include besides itself. No cycles: a room stands below those that it includes.
edges='
base:
format: base
git: base
sql: base
run: base format
query: base format
live: base format run
store: base format run git
index: base format run query git store sql
select: base format run query git store index live
view: base format run
peers: base format run git sql
capture: base format run query git store live peers
share: base format run query git store select view
lib: base
cli: base format git sql run query live store index select view peers capture share
'

# A header of a library that we depend on: the only room that may include it.
libraries='
git2.h git
git2/sys/*.h git
yaml.h format
sqlite3.h sql
openssl/*.h base
utf8proc.h base
libdeflate.h git
'

# What C17, POSIX, the C library and the compiler have is for everybody.
system='
arpa/inet.h assert.h cpuid.h ctype.h dirent.h dlfcn.h endian.h errno.h fcntl.h float.h fnmatch.h glob.h inttypes.h langinfo.h limits.h locale.h
math.h poll.h pthread.h pwd.h regex.h sched.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h
stdio.h stdlib.h stdnoreturn.h string.h strings.h sys/auxv.h sys/file.h sys/ioctl.h sys/mman.h sys/random.h sys/resource.h
sys/select.h sys/socket.h sys/stat.h sys/statvfs.h sys/sysinfo.h sys/time.h sys/types.h sys/uio.h sys/un.h sys/utsname.h
sys/vfs.h sys/wait.h termios.h time.h unistd.h
'

# Every include as `<room> <file> <"…" or <…>>`.
includes() {
	grep -nE '^[[:space:]]*#[[:space:]]*include' src/*/*.[ch] |
		sed -E 's,^src/([^/]*)/([^:]*):([0-9]+):[^<"A-Z]*,\1 src/\1/\2:\3 ,'
}

complaints=$(includes | awk -v edges="$edges" -v libraries="$libraries" -v system_names="$system" '
	function glob(pattern, text) {
		gsub(/[.+]/, "\\\\&", pattern)
		gsub(/\*/, "[^/]*", pattern)
		return text ~ ("^" pattern "$")
	}
	BEGIN {
		n = split(edges, line, "\n")
		for (i = 1; i <= n; i++) {
			if (line[i] == "") continue
			colon = index(line[i], ":")
			room = substr(line[i], 1, colon - 1)
			rooms[room] = ++order
			allowed[room " " room] = 1
			m = split(substr(line[i], colon + 1), below, " ")
			for (j = 1; j <= m; j++) {
				if (!(below[j] in rooms))
					print "layers.sh: " room " -> " below[j] ": a room has to stand below what it includes"
				allowed[room " " below[j]] = 1
			}
		}
		n = split(libraries, line, "\n")
		for (i = 1; i <= n; i++)
			if (split(line[i], part, " ") == 2) home[part[1]] = part[2]
		n = split(system_names, name, /[ \n]+/)
		for (i = 1; i <= n; i++) plain[name[i]] = 1
	}
	{
		room = $1; at = $2; what = $3
		count++
		if (!(room in rooms)) { print at ": src/" room " is no room of the table"; next }
		inner = substr(what, 2, length(what) - 2)
		if (what ~ /^"/) {
			slash = index(inner, "/")
			to = slash ? substr(inner, 1, slash - 1) : ""
			if (inner == "gitexp.h") { if (room != "lib") print at ": gitexp.h is for src/lib"; next }
			if (!slash) print at ": " what ": name the room, as in \"base/str.h\""
			else if (!((room " " to) in allowed)) print at ": " room " may not include " to " (" what ")"
		} else if (what ~ /^</) {
			if (inner in plain) next
			for (pattern in home) {
				if (!glob(pattern, inner)) continue
				if (home[pattern] != room) print at ": " what " is for src/" home[pattern] " alone"
				next
			}
			print at ": " what " is no header of the table"
		} else {
			print at ": an include must be written out"
		}
	}
	END { if (count < 10) print "layers.sh: only " count + 0 " includes found" }
') || exit 1

if [ -n "$complaints" ]; then
	printf '%s\n' "$complaints" | sed 's/^/not ok: layers: /'
	exit 1
fi
echo "ok: layers: $(includes | wc -l) includes, none against the order of the rooms"
