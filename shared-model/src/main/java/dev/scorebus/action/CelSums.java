package dev.scorebus.action;

import dev.cel.common.CelOptions;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import dev.cel.runtime.standard.CelStandardOverload;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Standard CEL's `+` of texts, bytes and lists, with a bound on what one evaluation may make by it. Forty steps of
/// `.map(a, a + a)` would double a text forty times, and end the process for want of memory.
final class CelSums {
    /// How many characters, bytes and list entries all `+` of one evaluation may make together.
    static final int MOST = 10_000_000;

    private static final Set<AddOverload> BOUND =
            EnumSet.of(AddOverload.ADD_STRING, AddOverload.ADD_BYTES, AddOverload.ADD_LIST);
    private static final ThreadLocal<Made> MADE = ThreadLocal.withInitial(Made::new);

    private CelSums() {}

    /// What the evaluation of this thread has made so far.
    private static final class Made {
        private long sum;

        void add(long more) {
            sum += more;
            if (sum > MOST) {
                throw new CelInvalidArgumentException(
                        "'+' makes more than %,d characters, bytes and list entries in one evaluation"
                                .formatted(MOST));
            }
        }
    }

    /// An evaluation begins on this thread.
    static void begin() {
        MADE.get().sum = 0;
    }

    /// Whether ours replaces a standard function.
    static boolean replaces(CelStandardOverload standard) {
        return standard instanceof AddOverload add && BOUND.contains(add);
    }

    /// What the runtime knows instead.
    static List<CelFunctionBinding> overloads(CelOptions options) {
        RuntimeEquality equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
        return List.of(
                bound(String.class, AddOverload.ADD_STRING.newFunctionBinding(options, equality)),
                bound(
                        CelByteString.class,
                        AddOverload.ADD_BYTES.newFunctionBinding(options, equality)),
                bound(List.class, AddOverload.ADD_LIST.newFunctionBinding(options, equality)));
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the same list, and no copy
    private static <T> CelFunctionBinding bound(Class<T> type, CelFunctionBinding standard) {
        return CelFunctionBinding.from(
                standard.getOverloadId(),
                type,
                type,
                (left, right) -> {
                    Made made = MADE.get();
                    made.add(size(right));
                    long before = size(left);
                    Object sum = standard.getDefinition().apply(new Object[] {left, right});
                    // A macro adds to the list that it collects in, and makes no other.
                    if (sum != left) {
                        made.add(before);
                    }
                    return sum;
                });
    }

    private static long size(Object value) {
        return switch (value) {
            case String text -> text.length();
            case CelByteString bytes -> bytes.size();
            case List<?> list -> list.size();
            default -> 0;
        };
    }
}
