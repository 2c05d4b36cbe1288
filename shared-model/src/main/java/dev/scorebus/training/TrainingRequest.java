package dev.scorebus.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureType;
import dev.scorebus.model.Target;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is asked of a training run.
///
/// @param program the program that trains, such as `trees`
/// @param model the name of the model that is trained
/// @param customer trains on this customer's rows only; absent trains one model over all rows
/// @param dataSet what it learns from
/// @param rows CEL over `row`; rows for which it is not true are left out
/// @param target what it learns to predict
/// @param features what it may look at, in the order of the model's columns
/// @param customerColumn the column that names a row's customer
/// @param time the column that orders the rows; absent splits by order of rows
/// @param labelKnownAt the column that says when a row's label became known, in the unit of `time`
/// @param testFraction the share of rows, the newest, that is held out and only measured on; absent is 0.2
/// @param parameters what the program makes of them is its own matter
/// @param seed what random choices are seeded with; absent is 0
/// @param promoteTo the alias that moves to the new version when the run ends well
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRequest(
        String program,
        String model,
        @Nullable String customer,
        DataSetRef dataSet,
        @Nullable String rows,
        TargetChoice target,
        List<FeatureChoice> features,
        @Nullable String customerColumn,
        @Nullable String time,
        @Nullable String labelKnownAt,
        Double testFraction,
        Map<String, BigDecimal> parameters,
        Long seed,
        @Nullable String promoteTo) {
    public TrainingRequest {
        List<String> missing = new ArrayList<>();
        note(missing, "program", program);
        note(missing, "model", model);
        note(missing, "dataSet", dataSet);
        note(missing, "target", target);
        note(missing, "features", features);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(", ", missing)
                            + (missing.size() == 1 ? " is missing" : " are missing"));
        }
        features = List.copyOf(features);
        testFraction = testFraction == null ? Double.valueOf(0.2) : testFraction;
        seed = seed == null ? Long.valueOf(0) : seed;
        parameters =
                parameters == null
                        ? Map.of()
                        : Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /// Which data set.
    ///
    /// @param name its name
    /// @param version its sha-256; absent is the newest when the run is submitted
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DataSetRef(String name, @Nullable String version) {
        public DataSetRef {
            required("dataSet.name", name);
        }
    }

    /// What is predicted: either a column, or the value of an expression.
    ///
    /// @param name how it is called; absent is the column
    /// @param type the kind of prediction
    /// @param classes the classes in the order of their numbers; none for a regression
    /// @param column the column that holds it
    /// @param value CEL over `row` that gives it; null for a row that has none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TargetChoice(
            @Nullable String name,
            Target.Type type,
            List<String> classes,
            @Nullable String column,
            @Nullable String value) {
        public TargetChoice {
            required("target.type", type);
            classes = classes == null ? List.of() : List.copyOf(classes);
        }
    }

    /// One column that a model may look at.
    ///
    /// @param name the column
    /// @param type how it is read
    /// @param required whether rows without it are left out, and messages without it refused; absent is false
    /// @param unseen what becomes of a word that training never saw; absent is `missing`
    public record FeatureChoice(
            String name, FeatureType type, Boolean required, Feature.Unseen unseen) {
        public FeatureChoice {
            TrainingRequest.required("features[].name", name);
            TrainingRequest.required("features[].type", type);
            required = required != null && required;
            unseen = unseen == null ? Feature.Unseen.MISSING : unseen;
        }
    }

    /// The same request, pinned to one version of its data set.
    public TrainingRequest pinnedTo(String dataVersion) {
        return new TrainingRequest(
                program,
                model,
                customer,
                new DataSetRef(dataSet.name(), dataVersion),
                rows,
                target,
                features,
                customerColumn,
                time,
                labelKnownAt,
                testFraction,
                parameters,
                seed,
                promoteTo);
    }

    private static void note(List<String> missing, String field, @Nullable Object value) {
        if (value == null) {
            missing.add(field);
        }
    }

    private static void required(String field, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }
}
