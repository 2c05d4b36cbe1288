package dev.scorebus.score.request.oip;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The datatypes of tensors that have a form in JSON.
enum Datatype {
    BOOL,
    UINT8,
    UINT16,
    UINT32,
    UINT64,
    INT8,
    INT16,
    INT32,
    INT64,
    FP16,
    FP32,
    FP64,
    BYTES;

    static Optional<Datatype> of(String name) {
        for (Datatype datatype : values()) {
            if (datatype.name().equals(name)) {
                return Optional.of(datatype);
            }
        }
        return Optional.empty();
    }

    boolean numeric() {
        return this != BOOL && this != BYTES;
    }

    private boolean integral() {
        return numeric() && !name().startsWith("FP");
    }

    /// Whether a cell may stand in a tensor of this type; null is a missing value and may stand in any.
    ///
    /// @param cell a string, a boolean, a number as [Double], or null
    boolean accepts(@Nullable Object cell) {
        return switch (cell) {
            case null -> true;
            case String _ -> this == BYTES;
            case Boolean _ -> this == BOOL;
            case Double number when integral() -> number == Math.rint(number) && inRange(number);
            case Double number -> numeric() && Double.isFinite(number);
            default -> false;
        };
    }

    private boolean inRange(double number) {
        int bits = Integer.parseInt(name().replaceAll("[A-Z]", ""));
        boolean signed = !name().toUpperCase(Locale.ROOT).startsWith("U");
        double end = Math.scalb(1.0, signed ? bits - 1 : bits);
        return number >= (signed ? -end : 0) && number < end;
    }
}
