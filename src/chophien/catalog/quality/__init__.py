"""How well a listing tells of its goods, and which words in it forbid or condition their sale."""
