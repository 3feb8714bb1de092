#include "run/words.h"

#include "base/mem.h"

/* clang-format off */
const char *const gx_adjectives[] = {
	"able", "active", "adept", "agile", "airy", "alert", "amber", "ample", "apt", "arctic", "ardent", "artful",
	"autumn", "avid", "awake", "azure", "balmy", "beaming", "blissful", "blithe", "bold", "bonny", "bouncy",
	"brave", "breezy", "bright", "brisk", "bubbly", "busy", "calm", "candid", "careful", "caring", "cheerful",
	"cheery", "chipper", "civil", "classic", "clean", "clear", "clever", "cloudless", "colourful", "comfy",
	"content", "cool", "copper", "cordial", "cosy", "crafty", "creative", "crimson", "crisp", "curious",
	"dandy", "dapper", "daring", "dashing", "dawn", "dear", "deft", "devoted", "dewy", "diligent", "dreamy",
	"eager", "earnest", "earthy", "easy", "elated", "elegant", "eloquent", "emerald", "epic", "exact", "fair",
	"faithful", "famous", "fancy", "fearless", "festive", "fine", "fleet", "fluent", "flying", "fond", "frank",
	"free", "fresh", "friendly", "frosty", "fruitful", "funny", "gallant", "generous", "genial", "gentle",
	"genuine", "gifted", "giving", "glad", "gleaming", "glowing", "golden", "good", "graceful", "grand",
	"grateful", "great", "green", "hale", "handy", "happy", "hardy", "harmonic", "hearty", "helpful", "heroic",
	"honest", "hopeful", "humble", "ideal", "indigo", "jade", "jaunty", "jolly", "jovial", "joyful", "jubilant",
	"just", "keen", "kind", "lasting", "learned", "light", "lilac", "limber", "lively", "loyal", "lucid",
	"lucky", "lunar", "magic", "marine", "mellow", "merry", "mighty", "mild", "mindful", "minty",
	"misty", "modest", "musical", "neat", "nimble", "noble", "novel", "open", "orderly", "patient", "peaceful",
	"peachy", "pearly", "placid", "playful", "pleasant", "plucky", "poetic", "poised", "polite", "prime",
	"prompt", "proud", "pure", "quick", "quiet", "radiant", "rapid", "ready", "regal", "relaxed", "rosy",
	"royal", "rustic", "sage", "scarlet", "serene", "sharp", "shiny", "silken", "silver", "sincere", "smart",
	"smiling", "smooth", "snowy", "snug", "social", "solar", "solid", "sound", "spirited", "stable",
	"starry", "steady", "sterling", "strong", "sturdy", "subtle", "summer", "sunny", "super", "sure", "swift",
	"tactful", "tender", "thankful", "thoughtful", "thrifty", "tidy", "tranquil", "true", "trusty", "upbeat",
	"useful", "valiant", "velvet", "verdant", "vibrant", "vivid", "warm", "wise", "witty", "wonderful",
	"worthy", "young", "zealous", "zesty",
};

const char *const gx_nouns[] = {
	"acorn", "albatross", "alder", "almond", "alpaca", "anchor", "antelope", "apple", "apricot", "ash", "aspen",
	"aster", "aurora", "badger", "bamboo", "basil", "bay", "beacon", "beagle", "beaver", "bee", "beech", "birch",
	"bison", "blossom", "bluebell", "boat", "breeze", "bridge", "brook", "bumblebee", "butterfly", "canary",
	"canoe", "canyon", "cardinal", "cedar", "chamois", "cherry", "chestnut", "chickadee", "chipmunk", "cicada",
	"cloud", "clover", "comet", "compass", "coral", "cottage", "cove", "cranberry", "crane", "creek", "cricket",
	"crocus", "curlew", "cypress", "daisy", "dale", "deer", "delta", "dolphin", "donkey", "dove", "dragonfly",
	"dune", "eagle", "elder", "elk", "elm", "falcon", "fawn", "fern", "ferret", "field", "finch", "firefly",
	"fjord", "flamingo", "flint", "forest", "fountain", "fox", "galaxy", "garden", "gazelle", "gecko", "geyser",
	"ginger", "glacier", "glade", "goose", "grove", "gull", "hamster", "harbour", "hare", "harvest", "hawthorn",
	"hazel", "hedgehog", "heron", "hill", "honey", "horizon", "hummingbird", "ibex", "iris", "island", "ivy",
	"jasmine", "jay", "juniper", "kestrel", "kingfisher", "kiwi", "koala", "lagoon", "lake", "lantern", "larch",
	"lark", "lavender", "leaf", "lemon", "lemur", "lighthouse", "lily", "linden", "llama", "lotus", "lynx",
	"magnolia", "magpie", "mallard", "manatee", "mango", "maple", "marigold", "marmot", "marten", "meadow",
	"melon", "meteor", "mint", "moon", "moose", "moss", "mountain", "nebula", "nightingale", "oak", "oasis",
	"ocean", "olive", "orchard", "orchid", "oriole", "osprey", "otter", "owl", "palm", "panda", "papaya",
	"partridge", "peach", "pear", "pebble", "pelican", "penguin", "peony", "petal", "pheasant", "pigeon", "pine",
	"planet", "plover", "plum", "pond", "pony", "poplar", "poppy", "prairie", "puffin", "quail", "quartz",
	"quokka", "rabbit", "rain", "rainbow", "raven", "reef", "reindeer", "ridge", "river", "robin", "rose",
	"rowan", "saffron", "salmon", "sandpiper", "sapling", "seal", "sequoia", "shore", "sky", "snowdrop",
	"sparrow", "spring", "spruce", "squirrel", "star", "starling", "stork", "stream", "summit", "sunflower",
	"swallow", "swan", "tapir", "thistle", "thrush", "thyme", "tiger", "toucan", "trail", "tulip",
	"tundra", "turtle", "valley", "vicuna", "violet", "wagtail", "walnut", "walrus", "waterfall", "wave",
	"whale", "willow", "wind", "wombat", "wren", "yak", "yarrow", "zebra",
};
/* clang-format on */

const size_t gx_adjectives_count = GX_LEN(gx_adjectives);
const size_t gx_nouns_count = GX_LEN(gx_nouns);
