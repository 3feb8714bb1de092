# A random search: n runs of 20 parameters and 10 metrics as `git exp record --stdin` takes them, the same for the same n.
#	awk -v n=10000 [-v csv=1] -f search.awk
function real(digits,   text) { text = ""; while (length(text) < digits) text = text int(rand() * 10); return text }
function value(i) {
	if (i < 14) return "0." real(16)
	if (i == 14) return q substr("adam sgd  lion ", 5 * int(rand() * 3) + 1, 4) q
	if (i == 15) return int(rand() * 4294967296)
	if (i == 16) return 1 + int(rand() * 12)
	if (i == 17) return 2 ^ (4 + int(rand() * 7))
	if (i == 18) return "0." (1 + int(rand() * 9)) (1 + int(rand() * 9))
	return rand() < 0.5 ? "true" : "false"
}
BEGIN {
	srand(42)
	q = csv ? "" : "\""
	for (run = 0; run < n; run++) {
		started = sprintf("2026-%02d-%02dT%02d:%02d:%02d.%sZ", 1 + int(run / 86400) % 12, 1 + int(run / 3600) % 28, int(run / 60) % 24, run % 60, int(rand() * 60), real(6))
		line = ""
		for (i = 0; i < 20; i++) line = line (i ? (csv ? "," : ", ") : "") (csv ? "" : "\"p" i "\": ") value(i)
		metrics = ""
		for (i = 0; i < 10; i++) metrics = metrics (i ? (csv ? "," : ", ") : "") (csv ? "" : "\"m" i "\": ") "0." (1 + int(rand() * 9)) real(15)
		if (csv) print line "," metrics
		else print "{\"experiment\": \"search\", \"started\": \"" started "\", \"duration\": " int(rand() * 5000) ".25, \"params\": {" line "}, \"metrics\": {" metrics "}}"
	}
}
