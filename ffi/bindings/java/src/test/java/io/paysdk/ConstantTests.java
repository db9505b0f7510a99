package io.paysdk;

import com.sun.jna.Pointer;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbers and functions that stand in this package are those of the header. */
final class ConstantTests {
    /** Functions that this package does without: a failed call returns its status. */
    private static final Set<String> UNUSED = Set.of("paysdk_error_status");

    private static final Pattern FUNCTION =
            Pattern.compile("^(\\w[\\w ]*?[ *]+)(paysdk_\\w+)\\(([^;]*)\\);", Pattern.MULTILINE);

    private final String header = Surroundings.file("PAYSDK_HEADER");

    void enumsAreThoseOfTheHeader() {
        Map<String, Integer> statuses = new HashMap<>(Map.of("OK", 0));
        for (Status status : Status.values()) {
            statuses.put(status.name(), status.number());
            Check.equal(status, Status.of(status.number()));
        }
        Check.equal(ofHeader("paysdk_status", "PAYSDK_"), statuses);
        Check.equal(Status.INTERNAL, Status.of(-77));
        Map<String, Integer> outcomes = ofHeader("paysdk_outcome", "PAYSDK_OUTCOME_");
        Check.equal(Outcome.values().length, outcomes.size());
        outcomes.forEach((name, number) -> Check.equal(Outcome.valueOf(name), Outcome.of(number)));
        Check.equal(Outcome.UNKNOWN, Outcome.of(3));
        Map<String, Integer> levels = ofHeader("paysdk_log_level", "PAYSDK_LOG_");
        Check.equal(LogLevel.values().length, levels.size());
        levels.forEach((name, number) -> {
            Check.equal(LogLevel.valueOf(name), LogLevel.of(number));
            Check.equal(number, LogLevel.valueOf(name).ordinal());
        });
    }

    void theOtherNumbersAreThoseOfTheHeader() {
        numbers("paysdk_delivery", TransportBridge.OK, TransportBridge.NOT_SENT, TransportBridge.UNKNOWN);
        numbers("paysdk_text", Failure.MESSAGE, Failure.CODE, Failure.PROVIDER_MESSAGE, Failure.FIELD);
        numbers("paysdk_direction", Operations.REQUEST, Operations.RESPONSE);
        numbers("paysdk_field_flag", Operations.REQUIRED, Operations.MASKED, Operations.OF_MONEY_OPERATION);
    }

    void functionsAreThoseOfTheHeader() {
        Map<String, List<Class<?>>> declared = new HashMap<>();
        Matcher function = FUNCTION.matcher(header);
        while (function.find()) {
            List<Class<?>> types = new ArrayList<>(List.of(typeOf(function.group(1) + "result")));
            if (!function.group(3).equals("void")) {
                Stream.of(function.group(3).split(",")).forEach(each -> types.add(typeOf(each)));
            }
            declared.put(function.group(2), types);
        }
        declared.keySet().removeAll(UNUSED);
        Map<String, List<Class<?>>> here = new HashMap<>();
        for (Method method : LibPaysdk.class.getDeclaredMethods()) {
            List<Class<?>> types = new ArrayList<>(List.of(method.getReturnType()));
            types.addAll(List.of(method.getParameterTypes()));
            here.put(method.getName(), types);
        }
        Check.that(declared.size() > 40, "the header was read");
        declared.forEach((name, types) -> Check.equal(name + types, name + here.get(name)));
        Check.equal(declared.keySet(), here.keySet());
    }

    /** They are generated from the header; the lists are the library's own. */
    void namesNameWhatThereIs() throws ReflectiveOperationException {
        Map<?, ?> listed = Json.object(Surroundings.file("PAYSDK_LISTED"));
        Check.equal(keys(listed, "operations"), constants("Operation"));
        Check.equal(keys(listed, "providers"), constants("Provider"));
        Check.equal(keys(listed, "notifications"), constants("NotificationKind"));
        Check.equal(new HashSet<Object>((List<?>) listed.get("schemes")), constants("Scheme"));
        Set<Object> keys = new HashSet<>((List<?>) listed.get("common_keys"));
        ((Map<?, ?>) listed.get("providers")).values().forEach(own -> keys.addAll((List<?>) own));
        Check.equal(keys, constants("Key"));
        Set<Object> fields = new HashSet<>((List<?>) listed.get("item_fields"));
        for (String list : List.of("operations", "notifications")) {
            ((Map<?, ?>) listed.get(list)).values().forEach(one ->
                    ((Map<?, ?>) one).values().forEach(part -> fields.addAll(((Map<?, ?>) part).keySet())));
        }
        Check.equal(fields, constants("FieldName"));
    }

    private static Set<?> keys(Map<?, ?> listed, String list) {
        return ((Map<?, ?>) listed.get(list)).keySet();
    }

    private static Set<Object> constants(String name) throws ReflectiveOperationException {
        Set<Object> constants = new HashSet<>();
        for (java.lang.reflect.Field constant : Class.forName("io.paysdk.name." + name).getFields()) {
            constants.add(constant.get(null));
        }
        return constants;
    }

    private Map<String, Integer> ofHeader(String name, String prefix) {
        Matcher body = Pattern.compile("enum " + name + " \\{(.*?)\\}", Pattern.DOTALL).matcher(header);
        Check.that(body.find(), name);
        Map<String, Integer> numbers = new LinkedHashMap<>();
        Matcher constant = Pattern.compile(prefix + "(\\w+) = (-?\\d+)").matcher(body.group(1));
        while (constant.find()) {
            numbers.put(constant.group(1), Integer.valueOf(constant.group(2)));
        }
        return numbers;
    }

    private void numbers(String name, Integer... numbers) {
        Check.equal(List.copyOf(ofHeader(name, "PAYSDK_").values()), List.of(numbers));
    }

    /** The class of a parameter. Whatever is a pointer in C is one here, but for functions. */
    private static Class<?> typeOf(String declaration) {
        if (declaration.contains("*")) {
            return Pointer.class;
        }
        String type = declaration.strip().replaceFirst("\\s*\\w+$", "");
        return switch (type) {
            case "void" -> void.class;
            case "int32_t", "uint32_t" -> int.class;
            case "int64_t" -> long.class;
            case "size_t" -> SizeT.class;
            case "paysdk_transport_fn" -> TransportFunction.class;
            case "paysdk_log_fn" -> LogFunction.class;
            default -> throw new AssertionError("a new type: " + type);
        };
    }
}
