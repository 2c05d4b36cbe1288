package dev.scorebus.message;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// JSON as it goes over the wire between services: fields that a newer peer adds are ignored, and a document that is
/// nested or long beyond reason is refused while it is read.
public final class WireJson {
    /// How deep a document may be nested.
    public static final int MAX_DEPTH = 64;

    /// How many bytes a document may have.
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxDocumentLength(MAX_BYTES)
                                                    .maxNumberLength(100)
                                                    .build())
                                    .build())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private static final JsonMapper STRICT = strict(MAPPER.rebuild()).build();

    private WireJson() {}

    /// Makes a mapper take each value as what it was written as: no number from a text, no whole number from a fraction, no text
    /// from a number, no word from its place in a list, and no key that nothing reads.
    ///
    /// @return the same builder
    public static <B extends MapperBuilder<?, B>> B strict(B mapper) {
        return mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        texts ->
                                texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail));
    }

    /// What is wrong with a document, and where, without showing any of it.
    public static String problem(JacksonException e) {
        String what =
                switch (e) {
                    case StreamConstraintsException limits -> limits.getOriginalMessage();
                    case UnexpectedEndOfInputException _ -> "it ends too early";
                    default -> "its syntax is wrong";
                };
        TokenStreamLocation where = e.getLocation();
        return where == null || where.getLineNr() < 1
                ? what
                : "%s at line %d, column %d"
                        .formatted(what, where.getLineNr(), where.getColumnNr());
    }

    /// The mapper for what people send; it is immutable and safe to share.
    public static JsonMapper strictMapper() {
        return STRICT;
    }

    /// The one mapper; it is immutable and safe to share.
    public static JsonMapper mapper() {
        return MAPPER;
    }
}
