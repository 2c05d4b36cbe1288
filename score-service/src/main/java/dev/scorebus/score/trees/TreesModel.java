package dev.scorebus.score.trees;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Target;
import dev.scorebus.score.program.Program;
import dev.scorebus.trees.InvalidModelException;
import dev.scorebus.trees.Objective;
import dev.scorebus.trees.TreeEnsemble;

/// A model version of the program `trees`, read and checked against its contract; makes as many programs as are used at once.
final class TreesModel {
    private final ModelVersion version;
    private final TreeEnsemble ensemble;

    private TreesModel(ModelVersion version, TreeEnsemble ensemble) {
        this.version = version;
        this.ensemble = ensemble;
    }

    /// Reads a model.
    ///
    /// @param version what the registry says of it
    /// @param artefact the bytes that training wrote
    /// @throws InvalidModelException when the bytes are no model, or one that does not fit its contract
    static TreesModel read(ModelVersion version, byte[] artefact) throws InvalidModelException {
        TreeEnsemble ensemble = TreeEnsemble.read(artefact);
        int features = version.contract().features().size();
        if (ensemble.features() != features) {
            throw new InvalidModelException(
                    "The model reads %d features, its contract names %d"
                            .formatted(ensemble.features(), features));
        }
        Objective wanted = objective(version.target().type());
        int groups =
                version.target().type() == Target.Type.MULTI_CLASS
                        ? version.target().classes().size()
                        : 1;
        if (ensemble.objective() != wanted || ensemble.groups() != groups) {
            throw new InvalidModelException(
                    "The model is %s with %d outputs, its target is %s with %d"
                            .formatted(ensemble.objective(), ensemble.groups(), wanted, groups));
        }
        return new TreesModel(version, ensemble);
    }

    private static Objective objective(Target.Type type) {
        return switch (type) {
            case BINARY -> Objective.BINARY_LOGISTIC;
            case MULTI_CLASS -> Objective.MULTI_SOFTPROB;
            case REGRESSION -> Objective.SQUARED_ERROR;
        };
    }

    /// A program with a workspace of its own.
    Program open() {
        return new TreesProgram(version, ensemble);
    }

    /// Runs the model on rows of missing values, so that the first message does not pay for the start.
    void warm() {
        TreesProgram program = new TreesProgram(version, ensemble);
        program.warm();
        program.close();
    }
}
