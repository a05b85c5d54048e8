//! The decisions that draws are made for.

/// What a draw decides. Decisions that are made together share one; the number is part of the address.
/// The numbers 7, 9, 10, 12 and 14 to 17 had other meanings in earlier versions and are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Initial connection weights, by founder connection number.
    FounderWeight = 1,
    /// Initial biases, by node position.
    FounderBias = 2,
    /// Which pairs of nodes a partial or random founder joins.
    FounderConnection = 3,
    /// Seeds of the episodes that a generation plays.
    EpisodeSeed = 4,
    /// Seeds of the episodes that choose the champion.
    ValidationSeed = 5,
    /// Seeds of the episodes that judge the champion.
    HeldOutSeed = 6,
    /// How many parents an offspring has, and which.
    Parent = 8,
    /// Whether a gene that is disabled in either parent is disabled, 32 bits by such a gene.
    CrossoverEnable = 11,
    /// Which mutations an offspring gets, 32 bits each.
    Mutation = 13,
    /// Which nodes change their activation, and to which.
    Activation = 18,
    /// Which nodes change their aggregation, and to which.
    Aggregation = 19,
    /// The ends of a new connection.
    AddConnection = 20,
    /// The weight of a new connection.
    AddConnectionWeight = 21,
    /// The connection that a new node splits.
    AddNode = 22,
    /// The connection that is deleted.
    DeleteConnection = 23,
    /// The node that is deleted.
    DeleteNode = 24,
    /// The connection that is toggled.
    ToggleEnable = 25,
    /// The disabled connection that is enabled again.
    ReEnable = 26,
    /// The representative of a species.
    Representative = 27,
    /// Offspring that survive by chance.
    Survival = 28,
    /// The actions of a random player.
    RandomPlayer = 29,
    /// Everything inside an episode.
    Episode = 30,
    /// How connection weights change, 32 bits by connection.
    Weights = 31,
    /// How biases change, 32 bits by node.
    Biases = 32,
    /// Which parent genes and nodes come from, whether a crossover averages them, and whether mutation follows.
    Crossover = 33,
    /// Whether the weights of an offspring are drawn from a distribution.
    Drawn = 34,
    /// Weights that are drawn from a distribution, 32 bits by connection.
    DrawnWeights = 35,
    /// Biases that are drawn from a distribution, 32 bits by node.
    DrawnBiases = 36,
    /// The first vectors, by variable.
    VectorFounder = 40,
    /// In which order vectors meet in tournaments.
    VectorTournament = 41,
    /// Whether two vectors cross, and how in each variable.
    VectorCrossover = 42,
    /// Whether and how each variable of a vector mutates.
    VectorMutation = 43,
    /// The first weights of dense networks, by weight.
    DenseFounder = 50,
    /// The parents of a dense network.
    DenseParent = 51,
    /// Whether and how two dense networks cross.
    DenseCrossover = 52,
    /// Which weights of a dense network mutate, and how.
    DenseMutation = 53,
    /// The weights of dense networks that CMA-ES draws, in Python.
    DenseSample = 54,
    /// The weights of a network that is polished, in Python.
    Polish = 55,
    /// The perturbations of the algorithm `openai_es`, in Python.
    OpenaiEs = 56,
    /// The weights of dense networks that SNES draws, in Python.
    Snes = 57,
    /// The seeds of islands, in Python.
    Island = 60,
    /// In which ring islands send migrants, in Python.
    Migration = 61,
    /// Which objectives count in a generation, in Python.
    Participation = 62,
    /// The seed of the founders of a population that starts anew, in Python.
    Restart = 65,
    /// The genomes whose places the novelty archive takes, in Python.
    NoveltyArchive = 70,
    /// The parents of an offspring of MAP-Elites.
    MapElites = 71,
    /// How many hidden nodes a founder has.
    FounderHidden = 64,
}
