//! The fixed words of commands. Each has a stable text and a stable number; the books store the number.

use crate::field::words;

words! {
    /// Which document brings goods in.
    pub enum EntryKind {
        /// Goods declaration for import: account `import`.
        ImportDeclaration = 1 "import_declaration",
        /// Application for goods from an EAEU state (form 328.00): account `union_import`.
        ImportApplication = 2 "import_application",
        /// Goods made in the country: account `production`.
        ProductionReport = 3 "production_report",
        /// Goods that were there when the books began: account `opening`.
        OpeningBalance = 4 "opening_balance",
        /// Foreign goods that only pass through: account `transit_in`.
        TransitDeclaration = 5 "transit_declaration",
    }
}

words! {
    /// The type of a document that mints lots.
    pub enum DocumentType {
        /// Goods declaration for import.
        ImportDeclaration = 1 "import_declaration",
        /// Application for goods from an EAEU state (form 328.00).
        ImportApplication = 2 "import_application",
        /// Goods made in the country.
        ProductionReport = 3 "production_report",
        /// Goods that were there when the books began.
        OpeningBalance = 4 "opening_balance",
        /// Foreign goods that only pass through.
        TransitDeclaration = 5 "transit_declaration",
        /// Outputs of a transformation.
        Transformation = 6 "transformation",
        /// Parts of a lot that was told apart.
        LotSplit = 7 "lot_split",
        /// Goods found.
        Found = 8 "found",
    }
}

impl From<EntryKind> for DocumentType {
    fn from(kind: EntryKind) -> Self {
        match kind {
            EntryKind::ImportDeclaration => Self::ImportDeclaration,
            EntryKind::ImportApplication => Self::ImportApplication,
            EntryKind::ProductionReport => Self::ProductionReport,
            EntryKind::OpeningBalance => Self::OpeningBalance,
            EntryKind::TransitDeclaration => Self::TransitDeclaration,
        }
    }
}

words! {
    /// What kind of movement a note is for.
    pub enum NoteKind {
        /// The goods get another owner.
        Transfer = 1 "transfer",
        /// The owner moves its goods to another place or holder.
        Move = 2 "move",
        /// The goods leave the country for good.
        Export = 3 "export",
        /// The goods leave the country and may come back.
        TemporaryExport = 4 "temporary_export",
        /// Foreign goods pass through.
        Transit = 5 "transit",
        /// Accepted goods go back to the supplier.
        Return = 6 "return",
    }
}

impl NoteKind {
    /// Whether goods under such a note leave the country.
    pub fn leaves(self) -> bool {
        match self {
            Self::Export | Self::TemporaryExport | Self::Transit => true,
            Self::Transfer | Self::Move | Self::Return => false,
        }
    }

    /// The customs status of the stock drawn from, where a line names none.
    pub fn default_status(self) -> CustomsStatus {
        match self {
            Self::Transit => CustomsStatus::Transit,
            Self::Transfer | Self::Move | Self::Export | Self::TemporaryExport | Self::Return => CustomsStatus::Free,
        }
    }
}

words! {
    /// Under which regime of customs goods are in stock.
    pub enum CustomsStatus {
        /// In free circulation.
        Free = 1 "free",
        /// In a bonded warehouse.
        Bonded = 2 "bonded",
        /// In transit through the country.
        Transit = 3 "transit",
        /// Temporarily admitted.
        Temporary = 4 "temporary",
        /// Under processing.
        Processing = 5 "processing",
        /// Detained by an authority.
        Detained = 6 "detained",
        /// Seized by an authority.
        Seized = 7 "seized",
    }
}

words! {
    /// The official reasons to write goods off (virtual warehouse of IS ESF).
    pub enum WriteOffReason {
        /// Used in manufacture.
        Manufacture = 1 "manufacture",
        /// Sold in retail or for coupons.
        SoldInRetailOrCoupons = 2 "sold_in_retail_or_coupons",
        /// Damaged.
        Damage = 3 "damage",
        /// Recycled.
        Recycling = 4 "recycling",
        /// Reclaimed by the buyer.
        Reclamation = 5 "reclamation",
        /// Lost.
        Loss = 6 "loss",
        /// Not accounted for in the virtual warehouse.
        IsNotVstore = 7 "is_not_vstore",
        /// Medical needs.
        MedicalNeeds = 8 "medical_needs",
        /// Technical needs.
        TechnicalNeeds = 9 "technical_needs",
        /// Natural decrease within the norm.
        NaturalDecreaseInNorm = 10 "natural_decrease_in_norm",
        /// Natural decrease over the norm.
        NaturalDecreaseOverNorm = 11 "natural_decrease_over_norm",
        /// Stolen.
        Theft = 12 "theft",
        /// Charged to the guilty person.
        WriteOffByGuilty = 13 "write_off_by_guilty",
        /// Social package of employees.
        SocialPackage = 14 "social_package",
        /// No accompanying note is required.
        NoRequirementsForSnt = 15 "no_requirements_for_snt",
        /// Tolling.
        Conversion = 16 "conversion",
        /// Used up in a service.
        Service = 17 "service",
        /// Entered by mistake.
        Mistake = 18 "mistake",
        /// Became a fixed asset.
        AccountingFixedAssets = 19 "accounting_fixed_assets",
        /// Any other reason.
        Other = 20 "other",
        /// Paid by coupons or cards.
        CouponsOrCardsPayments = 21 "coupons_or_cards_payments",
    }
}

words! {
    /// What happened to goods that did not arrive.
    pub enum Explanation {
        /// They were never sent.
        NotSent = 1 "not_sent",
        /// They went back to the supplier.
        Returned = 2 "returned",
        /// Lost.
        Loss = 3 "loss",
        /// Stolen.
        Theft = 4 "theft",
        /// Damaged.
        Damage = 5 "damage",
        /// Natural decrease within the norm.
        NaturalDecreaseInNorm = 6 "natural_decrease_in_norm",
        /// Natural decrease over the norm.
        NaturalDecreaseOverNorm = 7 "natural_decrease_over_norm",
    }
}

impl Explanation {
    /// The reason under which the goods are written off; none where they are back with the supplier.
    pub fn write_off_reason(self) -> Option<WriteOffReason> {
        match self {
            Self::NotSent | Self::Returned => None,
            Self::Loss => Some(WriteOffReason::Loss),
            Self::Theft => Some(WriteOffReason::Theft),
            Self::Damage => Some(WriteOffReason::Damage),
            Self::NaturalDecreaseInNorm => Some(WriteOffReason::NaturalDecreaseInNorm),
            Self::NaturalDecreaseOverNorm => Some(WriteOffReason::NaturalDecreaseOverNorm),
        }
    }
}

words! {
    /// Why a note was written on paper.
    pub enum PaperReason {
        /// The system was down.
        DownTime = 1 "down_time",
        /// The party was unlawfully removed from the register.
        UnlawfulRemoval = 2 "unlawful_removal",
        /// A requirement of the system could not be met.
        MissingRequirement = 3 "missing_requirement",
    }
}

words! {
    /// Mode of transport.
    pub enum TransportMode {
        /// Road.
        Road = 1 "road",
        /// Rail.
        Rail = 2 "rail",
        /// Air.
        Air = 3 "air",
        /// Sea.
        Sea = 4 "sea",
        /// Inland waterway.
        River = 5 "river",
        /// Pipeline.
        Pipeline = 6 "pipeline",
    }
}

words! {
    /// Which way a border is crossed.
    pub enum Direction {
        /// Out of the country.
        Out = 1 "out",
        /// Into the country.
        In = 2 "in",
    }
}

words! {
    /// The two forms of an act under Order 295 of 27 March 2023.
    pub enum ActForm {
        /// Inspection (osmotr): looked at, not opened.
        Inspection = 1 "inspection",
        /// Examination (dosmotr): opened and counted.
        Examination = 2 "examination",
    }
}

words! {
    /// What follows from an act.
    pub enum ActResult {
        /// The goods may go on.
        Pass = 1 "pass",
        /// The notes are held.
        Hold = 2 "hold",
        /// The goods are detained.
        Detain = 3 "detain",
    }
}

words! {
    /// What an authority does with goods.
    pub enum CustodyMeasure {
        /// Detains them.
        Detain = 1 "detain",
        /// Seizes them.
        Seize = 2 "seize",
        /// Gives them back.
        Release = 3 "release",
        /// Takes a sample.
        Sample = 4 "sample",
        /// Destroys them.
        Destroy = 5 "destroy",
        /// Confiscates them.
        Confiscate = 6 "confiscate",
        /// Sells them by auction.
        Auction = 7 "auction",
    }
}

words! {
    /// How a discrepancy is resolved.
    pub enum Resolution {
        /// It is explained.
        Explained = 1 "explained",
        /// A document was corrected.
        Corrected = 2 "corrected",
        /// The goods were written off.
        WrittenOff = 3 "written_off",
        /// A penalty was imposed.
        Penalised = 4 "penalised",
    }
}

words! {
    /// What a party is.
    pub enum PartyKind {
        /// A company or another legal person.
        Company = 1 "company",
        /// A natural person.
        Person = 2 "person",
        /// An authority of a state.
        Authority = 3 "authority",
    }
}

words! {
    /// Why one party goes into another.
    pub enum MergeKind {
        /// Two records of one party, or two parties that unite.
        Merge = 1 "merge",
        /// A successor in law.
        Succession = 2 "succession",
    }
}
