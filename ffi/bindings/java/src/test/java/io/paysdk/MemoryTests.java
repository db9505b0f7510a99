package io.paysdk;

import static io.paysdk.Surroundings.filled;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nothing of the process's memory is lost. */
final class MemoryTests {
    private static final int CYCLES = 2_000;
    private static final int ROUNDS = 15;
    private static final int SETTLED = 3;
    private static final long PAGE = 4_096;

    /** What the runtime itself may still take in the rounds that count: a leak of 350 bytes a cycle is more. */
    private static final long MOST = 2L << 20;

    /** The runtime grows while it loads and compiles. What is lost by every cycle grows for ever. */
    void cyclesOfEverythingLoseNothing() throws Exception {
        Path statm = Path.of("/proc/self/statm");
        if (!Files.exists(statm)) {
            System.out.println("SKIPPED: no /proc here to read the process's size from");
            return;
        }
        List<Long> sizes = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            cycles(CYCLES);
            sizes.add(resident(statm));
            if (round >= SETTLED && sizes.get(round) - sizes.get(round - SETTLED) < MOST) {
                return;
            }
        }
        throw new AssertionError("the process grows and grows: " + sizes);
    }

    private static void cycles(int count) {
        String filler = "x".repeat(4_096);
        for (int i = 0; i < count; i++) {
            try (Config config = Surroundings.config()
                            .set("base_url", "https://pay.example")
                            .transport(sent -> Surroundings.answer(sent, Map.of("filler", '"' + filler + '"')))
                            .logger((level, line) -> {}, LogLevel.DEBUG);
                    Client client = new Client(config);
                    Request request = filled(client, "MEMORY_" + i);
                    Response response = request.send()) {
                Check.equal("MEMORY_" + i, response.get("out_trade_no"));
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
