package io.paysdk;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What this package knows by itself, compared with the library; and the library's tables. */
final class TableTests {
    void everyStatusHasTheLibrarysNameAndNoneIsMissing() {
        for (Status status : Status.values()) {
            Check.equal(status.name(), Texts.read(Loaded.LIB.paysdk_status_name(status.number())));
            Check.equal(status, Status.of(status.number()));
        }
        for (int number = -200; number < 0; number++) {
            String name = Texts.read(Loaded.LIB.paysdk_status_name(number));
            if (!name.equals("?")) {
                Check.equal(name, Status.of(number).name());
            }
        }
    }

    void operationsAndTheirFieldsAreListed() {
        List<String> names = Operations.names();
        Check.equal(names.size(), new HashSet<>(names).size());
        for (String provider : List.of("chaoying", "hicoin", "recharge_payout", "dragonex")) {
            Check.that(names.stream().anyMatch(name -> name.startsWith(provider + ".")), provider);
        }
        for (String name : names) {
            Operations.requestFields(name);
            Check.that(!Operations.responseFields(name).isEmpty(), name + " answers something");
        }
        Map<String, Field> pay = Operations.requestFields("chaoying.pay").stream()
                .collect(Collectors.toMap(Field::name, Function.identity()));
        Check.equal(new Field("auth_code", true, true, true), pay.get("auth_code"));
        Check.that(!pay.get("attach").required(), "an attachment may be left out");
        Check.that(!Operations.requestFields("chaoying.get_merchant").get(0).ofMoneyOperation(), "it only asks");
        Check.that(has("chaoying.pay", "trade_state"), "an answer's field");
        Check.that(has("chaoying.payment", "total_fee"), "a notification's field");
        Check.refused(Status.UNKNOWN_NAME, null, () -> Operations.requestFields("chaoying.nothing"));
        Check.refused(Status.UNKNOWN_NAME, null, () -> Operations.responseFields("chaoying.nothing"));
    }

    void theLibrarySaysItsVersion() {
        Check.that(Client.version().matches("\\d+\\.\\d+\\.\\d+.*"), Client.version());
    }

    private static boolean has(String operation, String field) {
        return Operations.responseFields(operation).stream().anyMatch(each -> each.name().equals(field));
    }
}
