package io.paysdk;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the tests: the methods that are not private, without arguments, of the classes listed here. */
final class Suite {
    private static final List<Class<?>> CLASSES = List.of(
            CallTests.class,
            ConstantTests.class,
            HandleTests.class,
            MemoryTests.class,
            NotificationTests.class,
            OperationTests.class,
            ReadingTests.class,
            SigningTests.class,
            TableTests.class,
            TextTests.class,
            TransportTests.class,
            UsageTests.class);

    private Suite() {}

    /** Ends with 1 if a test fails. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        int ran = 0;
        int failed = 0;
        for (Class<?> tests : CLASSES) {
            for (Method test : testsOf(tests)) {
                ran++;
                if (!passes(tests, test)) {
                    failed++;
                }
            }
        }
        System.out.println("Ran " + ran + " tests, of which " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }

    private static List<Method> testsOf(Class<?> tests) {
        return Stream.of(tests.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && method.getParameterCount() == 0)
                .filter(method -> method.getReturnType() == void.class)
                .filter(method -> !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static boolean passes(Class<?> tests, Method test) throws ReflectiveOperationException {
        String name = tests.getSimpleName() + "." + test.getName();
        Constructor<?> constructor = tests.getDeclaredConstructor();
        try {
            test.invoke(constructor.newInstance());
            System.out.println("ok " + name);
            return true;
        } catch (InvocationTargetException failure) {
            System.out.println("FAILED " + name);
            failure.getCause().printStackTrace(System.out);
            return false;
        }
    }
}
