package io.paysdk;

import static io.paysdk.Surroundings.filled;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nothing of the process's memory is lost. */
final class MemoryTests {
    private static final int CYCLES = 1_500;
    private static final int ROUNDS = 25;
    private static final int ENOUGH = 3;
    private static final long PAGE = 4_096;

    /** As much as the process may grow or shrink in a round that counts as quiet: a leak of a kilobyte a cycle is twice that. */
    private static final long QUIET = 3L << 18;

    /** The runtime grows while it loads and compiles. What is lost by every cycle grows for ever. */
    void cyclesOfEverythingLoseNothing() throws Exception {
        Path statm = Path.of("/proc/self/statm");
        if (!Files.exists(statm)) {
            System.out.println("SKIPPED: no /proc here to read the process's size from");
            return;
        }
        List<Long> sizes = new ArrayList<>();
        int quiet = 0;
        for (int round = 0; round < ROUNDS && quiet < ENOUGH; round++) {
            cycles(CYCLES);
            long size = resident(statm);
            long grown = sizes.isEmpty() ? Long.MAX_VALUE : size - sizes.get(round - 1);
            quiet = Math.abs(grown) < QUIET ? quiet + 1 : 0;
            sizes.add(size);
        }
        Check.that(quiet == ENOUGH, "the process grows and grows: " + sizes);
    }

    private static void cycles(int count) {
        String base = "https://pay.example/" + "x".repeat(2_000);
        Map<String, String> more = Map.of("filler", '"' + "x".repeat(4_000) + '"');
        for (int i = 0; i < count; i++) {
            try (Config config = Surroundings.config()
                            .set("base_url", base)
                            .transport(sent -> Surroundings.answer(sent, more))
                            .logger((level, line) -> {}, LogLevel.DEBUG);
                    Client client = new Client(config);
                    Request request = filled(client, "MEMORY_" + i);
                    Response response = request.send()) {
                Check.equal("MEMORY_" + i, response.get("out_trade_no"));
                smallThings(client);
            }
        }
    }

    /** So many that they weigh as much as the others. */
    private static void smallThings(Client client) {
        for (int i = 0; i < 10; i++) {
            try (Request request = filled(client, "MEMORY")) {
                Check.refused(Status.INVALID_VALUE, "total_fee", () -> request.set("total_fee", 0));
            }
        }
    }

    private static long resident(Path statm) throws Exception {
        for (int i = 0; i < 2; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Long.parseLong(Files.readString(statm).split(" ")[1]) * PAGE;
    }
}
