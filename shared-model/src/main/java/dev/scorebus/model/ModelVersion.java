package dev.scorebus.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An immutable model: an artefact named by its sha-256, with what it reads, how good it is and where it comes from.
///
/// @param name the model's name
/// @param version sha-256 of the artefact, 64 lower-case hexadecimal digits
/// @param customer whom it was trained for; absent for a model over all customers
/// @param program the program that trained it and scores with it, such as `trees`
/// @param format the artefact's format, such as `xgboost-ubj`
/// @param sizeBytes the artefact's size
/// @param contract what it reads
/// @param target what it predicts
/// @param metrics quality on the rows held out, by name, base rates among them
/// @param parameters what it was trained with
/// @param lineage where it comes from
public record ModelVersion(
        String name,
        String version,
        @Nullable String customer,
        String program,
        String format,
        long sizeBytes,
        FeatureContract contract,
        Target target,
        Map<String, Double> metrics,
        Map<String, String> parameters,
        Lineage lineage) {
    public ModelVersion {
        metrics = Map.copyOf(metrics);
        parameters = Map.copyOf(parameters);
        if (!version.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "A version is a sha-256 in hexadecimal, got '%s'".formatted(version));
        }
    }

    /// Where a model version comes from.
    ///
    /// @param runId the training run that made it first
    /// @param dataSet the data set's name
    /// @param dataVersion sha-256 of the data set
    /// @param codeVersion the version of the training code
    /// @param seed what the random choices were seeded with
    /// @param trainedAt when it was made
    public record Lineage(
            String runId,
            String dataSet,
            String dataVersion,
            String codeVersion,
            long seed,
            Instant trainedAt) {}
}
