package dev.scorebus.score.request;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.VersionChoice;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.model.Models;

/// The version that a request names, by all of its sha-256 or by a beginning that no other version of the model has.
public final class NamedVersion {
    private NamedVersion() {}

    /// The whole version; what was named, when there is none like it.
    ///
    /// @throws ProblemException when several begin so
    public static String of(Models models, String model, String named) {
        return switch (VersionChoice.of(
                named, models.versions(model).stream().map(ModelVersion::version).toList())) {
            case VersionChoice.One(String version) -> version;
            case VersionChoice.None() -> named;
            case VersionChoice.Many many ->
                    throw new ProblemException(
                            new Problem.Ambiguous(
                                    many.problem(named, "model '%s'".formatted(model))));
        };
    }
}
