# Lines "peer input work nanoseconds" to a table of ratios to the peer "ours"; fails where a peer is not slower, or did not say.
{
    at = $2 " " $3
    if (!(at in row)) { row[at] = ++rows; name[rows] = at }
    if (!(($1, at) in best) || $4 < best[$1, at]) best[$1, at] = $4
}
END {
    while ((getline line < labels) > 0) {
        split(line, part, "\t")
        peer[++peers] = part[1]
        label[peers] = part[2]
    }
    if (peers < 2) { print "NOTHING COMPARED: no other language is installed"; exit 1 }
    printf "| %-26s | %9s |", "best of all rounds", "ours, ns"
    for (p = 2; p <= peers; p++) printf " %13s |", label[p]
    printf "\n| %s | ---: |", "---"
    for (p = 2; p <= peers; p++) printf " ---: |"
    printf "\n"
    failed = rows == 0
    for (r = 1; r <= rows; r++) {
        at = name[r]
        printf "| %-26s | %9.0f |", at, best["ours", at]
        for (p = 2; p <= peers; p++) {
            ratio = best[peer[p], at] / best["ours", at]
            slower = ratio > 1
            if (!slower) failed = 1
            printf " %12.1fx%s|", ratio, slower ? " " : "!"
        }
        printf "\n"
    }
    if (failed) print "NOT MET: every peer is slower on every input"
    exit failed
}
