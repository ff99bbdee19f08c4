"""People who are public in social work in the United Kingdom, and so are no client's data.

Ministers, commissioners and judges, authors and theorists, chairs of reviews, and those whose names
inquiries, reviews and laws carry: each by the full name, so that a client who has the surname is
still noticed, and none whose full name many people have. Others are public by standing in the
documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PEOPLE = """
Alexis Jay; Andrew Dilnot; Andrew McFarlane; Andrew Turnell; Anne Longfield; Annie Hudson; Arthur
Labinjo-Hughes; Awaab Ishak; Barbara Castle; Boris Johnson; Brenda Hale; Brid Featherstone;
Bridget Phillipson; Carlene Firmin; Christopher Clunis; Clement Attlee; Colum Conway; Connor
Sparrowhawk; Daniel Pelka; David Cameron; David Croisdale-Appleby; David Finkelhor; David
Shemmings; Derek Feeley; Donald Forrester; Donald Winnicott; Ed Balls; Edward Timpson; Eileen
Munro; Eileen Younghusband; Erik Erikson; Felix Biestek; Finley Boden; Fiona Duncan; Gavin
Williamson; Gerry Nosowska; Gillian Keegan; Gillian Ruch; Gordon Brown; Grace Abbott; Hamzah Khan;
Helen Whately; Herbert Laming; Humza Yousaf; Irena Sendler; Isabelle Trowler; Jahnine Davis; James
Munby; Jane Addams; Janet Daby; Jasmine Beckford; Jean Piaget; Jeremy Hunt; John Bowlby; John
Swinney; Josh MacAlister; Keir Starmer; Khyra Ishaq; Lena Dominelli; Liz Kendall; Logan Mwangi;
Louise Casey; Luke Geoghegan; Lyn Romeo; Maggie Atkinson; Margaret Thatcher; Maria Colwell; Maris
Stratulis; Mark Drakeford; Martha Mills; Martin Narey; Mary Ainsworth; Matt Hancock; Michael Gove;
Michael Lavalette; Michael Marmot; Moira Gibb; Nicholas Mostyn; Nicola Sturgeon; Nushra Mansuri;
Nye Bevan; Octavia Hill; Oliver McGowan; Patricia Crittenden; Paul Michael Garrett; Paulo Freire;
Peter Beresford; Rachel de Souza; Rishi Sunak; Sajid Javid; Sara Sharif; Sarah Everard; Sharon
Shoesmith; Simon Wessely; Siobhan Maclean; Star Hobson; Stephen Kinnock; Stephen Lawrence; Theresa
May; Tom Kitwood; Tony Blair; Urie Bronfenbrenner; Vaughan Gething; Vic Finkelstein; Victoria
Climbié; Victoria Gillick; Wes Streeting; William Beveridge; William Utting; Yvette Cooper
"""
_TITLED = "Casey; Fraser; Hale; Laming; Marmot; McFarlane; Mostyn; Munby; Munro; Narey; Ryder"
"""Known by a title and the surname."""


def _either(listed: str) -> str:
    named = (" ".join(name.split()) for name in listed.split(";"))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+").replace("é", "[eé]") for name in named)


_TITLES = r"(?:(?:sir|dame|lord|lady|baroness|baron|justice|professor|prof|dr|mr|ms|mrs)\.?\s+)"
_NAMED = re.compile(
    rf"\b(?:{_TITLES}*(?:{_either(_PEOPLE)})"
    rf"|(?:sir|dame|lord|lady|baroness|justice|professor|prof)\s+(?:justice\s+)?"
    rf"(?:{_either(_TITLED)}))(?:['’]s)?(?!\w)",
    re.IGNORECASE,
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where public people are named in a text, their titles included."""
    return (found.span() for found in _NAMED.finditer(text))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FORENAMES = _words(
    """
    aaliyah aaron abbie abby abdi abdikadir abdirahim abdirahman abdul abdullah abdullahi
    abdulrahman abeba abena abigail abimbola abiola abshir abu achieng ada adaeze adam adama
    adaobi ade adebayo adebola adebowale adedayo adeel adekunle adel adele adenike adeola aderonke
    adesola adetola adina aditi aditya adjoa adnan adrian afia aftab afua afzal agata agatha agim
    agnes agnieszka ahlam ahmad ahmed aida aidan aiden aileen aine aisha aisling aiysha ajay akash
    akinyi akosua akua akwasi alan alana alasdair albert aled aleena alejandro aleksander
    aleksandra alem alex alexa alexander alexandra alexis alf alfie alfred ali alice alicia alina
    alisha alison alistair aliyah allan allison alma almaz alun alyssa amaan amal amanda amandeep
    amanuel amara ambreen amelia amelie amina aminata amir amira amit amjad amna amy ana anabel
    anais anand anas anastasia anastazja andrea andreea andrei andrew andrzej andy aneesa aneta
    angela angharad angus ania anil anita anjali ann anna annabel anne annette annie anthony
    antoni antonia antonio anum anwar anya aoife arash arben archie ardalan areeba arham ariana
    arjun arlo armaan arnold arslan arthur arun arvind arwel arya asad aseel asha ashanti asher
    ashleigh ashley ashok ashraf asif asma assad astrid aswad atif atiya audrey auma ava awa awino
    aya ayaan ayan ayaz ayesha aylin ayman ayo ayodeji ayodele ayotunde ayse ayub azad azadeh
    azhar azim aziza azra azubuike babajide babak babatunde baffour bahar baljit bamidele baran
    barbara barry bartek bartlomiej bartosz basia basil bassam beata beatrice beatriz becca becky
    bedwyr behnam behrouz belinda ben benjamin bereket berivan bernadette bernard bernice bert
    bertha beryl besnik beth bethan bethany betty bev beverley beverly bex bhavna bilal billy binh
    biniam blathnaid blossom bob bobby bogdan bohdan bolaji bolanle boris boubacar bozena brad
    bradley brandon brayden bren brenda brendan brett brian bridget bronwen bronwyn brooke bruce
    bryan bryn bujar bukky bukola burak bushra caitlin caleb callum calum calvin cameron camilla
    candice caoimhe cara carl carla carlos carlton carly carmel carmen carole caroline carolyn
    carrie carys casey cassandra cassie catalin catarina cathal catherine cathy catrin catriona
    cecil cecilia cedric celia ceri cerys chandni chantal chantelle chardonnay charlene charles
    charlie charlotte cheikh chenai cherie cheryl cheyenne chiamaka chiara chibuzo chidera chidi
    chidinma chigozie chika chinedu chinonso chinwe chinyere chioma chipo chisom chloe chris
    christina christine christopher chukwudi chukwuemeka ciara cillian cindy ciprian claire clara
    clare clarissa claudia claudiu clement clifford clive clodagh cody coleen colette colin
    collette colm conall connie connor conor constance cora corey cormac cosmin costel courtney
    craig cristian curtis cynthia czeslaw dafydd daithi dalia damian damien damilare damilola
    damon dan daniel daniela danielle danny danuta daphne dara darcy daria darius dariush darragh
    darrell darren darryl dave david dawid dawit dawood debbie deborah debs deepa deepak deepika
    deeqa deiniol deirdre delara delroy demi denis denisa denise deniz dennis derek dermot deshawn
    desislava desmond despina devi devonte dewi diana diane diarmuid dilan dilys dimitar dimitri
    dina dinah dinesh djeneba dmitri dmytro doina domhnall dominic dominik dominika don donal
    donald donna donnie dora doreen dorel dorian doris dorothea dorothy doug douglas dragos drita
    dulcie duncan duong dwayne dylan eamon ebele ebony ebrima eddie edith edna eduardo edward
    edwin efe efua egle ehsan eileen eilidh eilish eimear eirian eirlys eithne ekene ekow ekua
    elaine eleanor elena eleni elham eli elias elif elijah elin eliot elisa elise eliza elizabeth
    ella ellen ellie elliot elliott ellis elma elsa elsie elspeth elton elvis emeka emer emil
    emilia emilian emilio emily emma emmanuel emre ena enid eniola enrique eoghan eoin ephraim
    eric erica erin ernest errol esme esosa esra esther ethan ethel eugene eunice eurig eva evan
    evangeline eve evelyn everton evie ewa ewan ewelina eyob ezra fabian fadi faduma fadumo fahad
    faisal faiza fanta farah farai faraz farhad farhan farhiya farid farida farideh farrukh
    farshad fartun farzana fatema faten fatima fatimah fatma fatmir fatou fatoumata fatuma fauzia
    faye felicity felix femi ferdinand ferenc fereshteh fergus fernando ffion fiachra fiadh fiifi
    fikru filip filmon finbarr finlay finley finn fiona fionn firas fleur flora florentina florin
    florrie folake folasade fowsia fozia fran frances francesca francis francisco franciszek
    frankie franklin fraser fred freda freddie frederick freya fungai funke funmi funmilayo gabor
    gabriel gabriela gabriella gail ganesh gareth garry gary gavin gbenga gemma genet geoff
    geoffrey george georgi georgie georgina geraint gerald geraldine gerard gergana germaine
    gertrude gethin ghada ghazal ghazala gheorghe ghulam giedre giles gillian gina giorgio giorgos
    giovanni girma gita giulia gladys glen glenda glenn gloria glyn glynis godfrey golnaz gordon
    gosia graeme graham grainne grazyna greg gregory greta gruff gruffydd grzegorz guled gulsen
    gurdeep gurdip gurjit gurmeet gurpreet gurvinder gwen gwendoline gwendolyn gwenllian gwilym
    gwyneth gwynfor habiba hadi hadiya hafiz hafsa haider haile haitham hajra hal hala haleema
    halima halimo halina hamdi hamed hamid hamish hammad hamza hana hanan hanh hani hania hanna
    hannah hans haoran harbhajan hardeep hari harinder haris harjit harkirat harley harmeet harold
    haroon harpreet harriet harrison harry haruto harvey hasan hassan hatem hatice hattie hayden
    hayley hector hefin heidi heledd helen helena hema henry herbert hibo hien hieu hilary hilda
    hina hiroshi hisham hitesh hiwa hiwot hoang hodan horace hossein howard hugh hugo humaira
    humphrey huong husain husam huseyin hussain hussein huw hyacinth hywel iain ian ibrahim ida
    idris iestyn ieuan ifan ifeanyi ifeoluwa ifeoma ifor ifra ifrah ifunanya ignacy igor ihor ijaz
    ijeoma ikechukwu ikenna ikram ikran ilaria ildiko ilir illtyd ilyas imaan iman imani imelda
    imogen imran imtiaz ina indira indu inga ingrid intisar ioan ioana iolo ionut iorwerth iqbal
    iqra irena irene irfan irina iryna isaac isabel isabella isabelle isaiah isaias isha ishaan
    ishtiaq isla isleen ismael ismahan ismail issa istvan iulia ivan ivaylo ivor iwona iyad
    izabela jabari jacek jackie jackson jacob jacqueline jacqui jaden jadwiga jagdeep jagoda
    jaheim jaiden jak jake jakub jalal jalila jamal jamar james jamie jamila jamshed jan jana jane
    janet janice janine jared jas jasdeep jase jasiek jasmin jason jaspal jasper jaspreet
    jaswinder jatinder javaid javed javier jaxon jaxson jaya jayden jayne jeanette jed jeff
    jeffrey jemima jemma jenna jennie jennifer jenny jeremiah jeremy jermaine jerome jerzy jess
    jesse jessica jez jian jide jill jim jimmy jingyi joan joana joann joanna joanne joao jodie
    joe joel joey johan johanna john johnny jola jolanta jolita jomar jon jonah jonas jonathan
    jonny jorge jose josef joseph josephine josh joshua josie joyce juan juanita judith judy julia
    julian juliana julie juliet julius jumoke junaid jurgita justin justyna jyoti kabir kacper
    kadiatou kai kaiden kaitlyn kal kaleb kalpana kamal kamaljit kamau kamil kamila kamran karan
    kareem karen karim karima karina karl karolina karwan kasia kasim kasper kassim katalin
    katarzyna kate katelyn kateryna kath katherine kathleen kathryn kathy katie katrina katy
    kausar kaveh kavita kaya kayden kayla kayleigh kayode kaz kazimierz keanu keeley kehinde keira
    keiran keisha keith kelechi kelly kelsey kelvin kemal kemi ken kendra kenechukwu kenina kenji
    kenneth kenny kenzie kerry kesha kev kevin keyvan keziah khadija khadijah khadra khaled khalid
    khalil khanh khuloud khurram kian kiara kidane kiera kieran kim kimberley kimberly kipchoge
    kiran kiranjit kirk kirsten kirstie kirsty kishan kobina koffi kofi kojo konrad kristian
    kristina krystian krystyna krzysztof kuba kudakwashe kudzai kuldeep kulwinder kumar kunal
    kunle kwabena kwadwo kwaku kwame kwasi kwesi kyle kyra kyron lacey lachlan ladan ladislav
    laila laima laith lakhbir lakshmi laleh lamar lamia lamin lana lanre lara larry lashonda
    laszlo lata latisha latoya laura lauren laurence lauryn lavinia lawrence layla leah leanne
    leigh leila lekan lemlem lena lenny leo leon leona leonard leonie leroy lesia lesley leslie
    leszek levi lewis lexi lexie leyla liam liane liban libby lidia lijuan lil lila lilian liliana
    lilly lina linda lindiwe lindsay lindsey linh lionel lisa liz lizzie llinos lloyd llyr lois
    lola loredana lorna lorraine louie louis louisa louise lourdes lowri lozza lubna luca lucas
    lucia lucinda lucja lucy luis luka lukas lukasz luke lurdes luul lydia lyle lyn lynda lynette
    lynn lynne lyudmila maame mabel maciej maciek mack mackenzie macsen maddie maddison madeleine
    madison mae maeve magda magdalena maggie maha mahdi maher mahesh mahin mahmood mahmoud mahmud
    mahnoor mahsa mair maire mairi maisie maja majed makena malachi malachy malak malakai malcolm
    malgorzata malik mamadou manal mandana mandeep mandip mandla mandy maninder manjit manju manoj
    manuel maqsood mara marc marcel marcia marcin marco marcus mared marek margaret margarita
    margery margot maria mariam mariama marian mariana marianne marie marilyn marina mario marion
    marisa marites mariusz marjorie marlene marlon marquis marsha marta martha martin martina
    martyn marvin marwa marwan mary maryam masoud mateusz matilda matteo matthew matty maud
    maureen maurice mavis max maxine maxwell maya maz mazen meena meera megan meghan mehdi mehmet
    mehran mehreen mehwish meiling meirion melanie melissa melvin mercedes meredith merhawi merlin
    meron meurig mhairi mia michael michaela michal michel michele michelle mick mieczyslaw miguel
    mihaela mihai mike mikolaj mila mildred millicent millie milo mina mindaugas minnie mirela
    miriam mirka miroslaw misbah mitchell mitra mobolaji modou modupe moe mohamad mohamed mohammad
    mohammed mohamud mohan mohsin moira mojgan mollie molly mona monica monika morag morteza
    morwenna moses mostafa moussa mudassar muhammad muhammed muireann mukesh mulu mumin mumtaz
    muna munashe munir munira murat murdo muriel murray musa mushtaq mustafa muthoni mwangi mya
    myles myra myron myrtle nabeel nabil nada nadeem nadia nadim nadine nadiya naeem nahid nahla
    naila najib najibullah najma nakato nalini nancy naomi nargis narinder nasir nasra nasreen
    nasrin nasrullah natalia natalie natasha nathalie nathan nathaniel navdeep naveed nawal
    nazanin nazia ndidi neelam neeta neha neil nell nellie nelson nerys nevaeh neville ngoc ngozi
    nguyen nhung nia niall niamh nicholas nicky nicola nicolae nicole nicoleta nige nigel nighat
    nikhil nikita nikki nikodem nikola nikolai nila niloofar nima nimco nimo nina ninette nirmal
    nisha nisreen nita nizar njeri njoki nkechi nkiru nnamdi nneka noah noel noelle nomsa nomvula
    nonso noor nora norah noreen norma nosheen nuala nur nusrat nyah nyambura nyasha oakley oana
    obi obinna obioma octavia octavian odette odhiambo ogechi oisin okello oksana ola olabisi
    oladele olamide olatunde olayinka oleksandr oleksandra olena olga oliver olivia oliwia oliwier
    ollie olu olufemi olufunke olumide oluwadamilola oluwakemi oluwaseun oluwaseyi oluwatobi olwen
    omaima omar omari omid omolara omotayo onyeka onyinye oona oonagh opeyemi orla orlaith osagie
    osama osaze oscar osian oskar osman otieno otto oumar ousmane ovidiu owain owen ozlem paddy
    padraig paige pam pamela paramjit parisa parminder parveen parvez parvin pascal patricia
    patrick patrycja patryk patsy patti paul paula paulette pauline pavel pawel payam pedro peggy
    pejman penelope percival percy perry pete peter petra petronella petru peyman phelim phil
    philip philippa phillip philomena phoebe phuc phuong phyllis piers pietro pilar piotr pippa
    plamen pola polly pooja poonam poppy-mae pouya pradeep prakash pratik preeti priscilla priti
    pritpal priya prudence przemyslaw qadir qasim quang queenie quentin quinn quoc qusay quyen
    rabia rachael rachel radka radoslaw radu rafael rafal rafiq raheela raheem rahel rahim
    rahmatullah raho rahul raj raja rajan rajesh rajinder rajiv rakesh ralph raluca ramandeep
    ramesh rami ramin rana randa randeep rani rania ranjit rasa rasha rashad rashawn rashid
    rashida rashmi raul ravi ravinder rawan raymond razvan rebecca rebwar reece reem reena reggie
    reginald rehana rehman reilly rekha remi renata rene renee reuben rex reza rhea rhian rhiannon
    rhoda rhodri rhona rhydian rhys ria riaz ricardo richard rick ricky riley rima rita ritu riya
    rizwan rizwana robbie robel robert roberta roberto robina robyn rochelle rodney rodrigo roger
    rohan rohit roisin rojin roksana roland ron rona ronald ronan ronnie ropafadzo rory rosa
    rosalind rosanna rosanne rosario roseanne rosemary rosie ross rotimi rowena roxana roxanne roy
    roya ruairi ruaridh ruben rubina rudo rudy rui rukhsana rukhsar rukia rumbidzai rupert
    rupinder ruqiya russell ruth ruvimbo ryan ryszard saad saanvi sabina sabrina sachin sadaf
    sadia sadie saeed saeeda safa safaa saffron safina safiya sagal sahar sahil sahra saima saira
    sajid sajida sakina saliha salim salimata sally salma salman sam samad samah samantha samar
    samara samatar sameer sami samina samir samira samrawit samreen samson samuel sana sanaz
    sandeep sandra sangeeta sanjay sanjeev santiago saoirse sara sarah saran sarita sasha saskia
    satnam saul savita sawsan saynab scarlett seamus sean sebastian seema sefton segun sekou selam
    selin selina selma semhar senait seren serena sergei serhiy seth seun shabana shabnam shadi
    shafiq shah shaheen shahid shahida shahram shahzad shaima shaista shakeel shakira shalini
    shamim shanaya shane shanelle shania shanice shaniqua shannon shantelle shaquille shardonnay
    sharifa sharon shaun shauna shawn shayla shaz shazia sheena sheila shelby shelley sherry
    sheryl sherzad shilpa shirin shirley shona shreya shukri shwan siamak sian sibel sibongile
    sidney sidra siena sienna sikander sile silvia simon simona simone simran sina sinead siobhan
    sion sioned sipho siân slawomir sofia sohail sohrab solomon sonal sonia sonya sophia sophie
    soraya sorcha sorin souleymane stace stacey stacie stacy stan stanislaw stanislawa stanley
    stefan stefania stefano steffan stella stephanie stephen steve steven stewart stoyan struan
    stu stuart subhan sufian suha suhail sukhdeep sukhdev sukhi sukhwinder suleiman sultana
    sumaira sunil sunita suresh surinder susan susannah sushma susie suzanne suze svetlana sybil
    sylvester sylvia sylwia szymon tabitha tadeusz tadhg tafadzwa taha tahir tahira taiwo takudzwa
    talha talia tallulah tamara tamer tamika tamsin tanisha tanveer tanvi tanya tapiwa tara
    taraneh taras tarek tariq tash tasha tasneem tatenda tatiana tatyana tawanda tayyab taz ted
    teddy tedros tegan tejal temitope tendai teodora terence teresa terri terry tesfay tessa tez
    thabo thandi thandiwe thanh thao thelma themba theo theodore theresa thomas thora thuy tia
    tiago tiana tianna tiegan tiffany tigist tilly tim timea timothy tina tinashe titilayo tobi
    tobias tobiloba toby todd tola toluwani tom tomas tomasz tommy tomos toni tony tonya tosin
    tracey traci tracy trang travis tremaine trevor tricia trinh trish tristan trudy trystan
    tsegay tsitsi tuan tudor tunde turlough tuyet twm tyler tymon tyreece tyrell tyrese tyrone
    ubah uche uchenna ugochi ugochukwu ulrich uma umair umar una ursula urszula usha usman uzma
    vahid valentina valerie vandana vanessa varsha vasile vaughn venkat vera vernon veronica vicki
    vicky victor victoria vijay vikki vikram viktor vilma vimbai vimla vincent vinh vinnie vinod
    viola viorel viv vivek vivian viviane vivien vivienne vladimir volodymyr wael waheed wale
    walid walter wambui wanda wangari wanjiku waqar waqas warren warsan wasim wayne wazhma wei
    wendy weronika wesley wez widad wieslaw wiktoria wilf wilfred william wilma winifred winston
    wioletta witold wojciech wojtek wyn xavier xiaohong xiaoming xiaoyan xin xuan yaa yahya yan
    yara yasaman yash yasin yasir yasmin yasmina yasmine yasser yaw yaya yemi yetunde yiannis
    yinka yohannes yolanda yonas yordanka yosef younis yousef yuki yulia yunus yuri yusra yusuf
    yuxuan yvette yvonne zac zach zachary zack zafar zaheer zahid zahir zahra zaid zainab zak
    zakariya zakia zandile zane zanele zara zayn zaynab zbigniew zbyszek zdzislaw zeenat zeeshan
    zehra zeinab zelda zena zenon zerai zeynep zhang zia ziad zihan zoe zofia zohreh zoltan zosia
    zoya zsofia zubair zuri zuzanna zydrunas
    """
)

ALSO_WORDS = _words(
    """
    amber angel april august austin autumn blessing candy carol chelsea christian daisy dale dawn
    dean destiny devon florence georgia hazel heather holly iris ivy jack jade jasmine jay jean
    jordan june kay kit lance lee lily logan mason mercy miles morgan nana nick norman olive paris
    patience pearl penny poppy precious robin roman ruby sandy savannah scott skye summer sunny
    sydney taylor violet virginia willow young
    """
)
"""Forenames that are words or places too: names with a capital or just after 'my client'."""

SMALL_WORDS = _words(
    """
    amber angel blessing candy daisy destiny hazel heather holly iris ivy jade jasmine kit lily
    mercy miles olive patience pearl penny poppy precious robin ruby savannah skye sunny violet
    willow
    """
)
"""Those of them that are written with a small letter inside a question, unless they are names."""

VERBS_TOO = _words(
    """
    art bill chase comfort dot drew faith frank grace grant guy hope joy mark may pat ray rich rob
    rose sue will
    """
)
"""Forenames that may follow 'my client' as another word: names only with a capital."""

SURNAMES = _words(
    """
    abbott abdi abdullah adams adebayo adeyemi afolabi agarwal ahmadi ahmed akhtar alam aldridge
    ali allen anderson andrews ansah armstrong arnold asante atkinson bailey bakare baker baldwin
    barber barker barnes begum bell bennett bhatt blake bloggs bolton boyle bradley brennan
    bristow brooks brown bryant burke burton butler byrne cameron campbell carter chan chapman
    chaudhry chen chowdhury clark clarke cohen cole coleman collins connolly cook cooper cox
    crawford cunningham curtis daly davies davis dawson dhillon diallo diaz dixon doe doherty
    douglas doyle duffy duncan dunn edwards elliott ellis evans farah ferguson fernandes fernandez
    fisher fitzgerald fletcher forster francis fraser gallagher garcia gardner george gibson gill
    gonzalez gordon graham green greenwood griffiths gupta hall hamilton harris harrison harvey
    hayes henderson hernandez hill hoang holmes hossain howard howarth howells huang hudson hughes
    hunt hussain hussein ibrahim iqbal islam iyer jackson james jarvis jenkins johnson johnston
    jones joshi kamara karim kaur keane kelly kennedy khan kim kowalczyk kowalska kowalski kumar
    lal lam lawrence lawson lewis lloyd lopez lynch macdonald mackenzie macleod mahmood malik
    malone marshall martin martinez mason matthews mccarthy mcdonald mcgrath mckenzie mclean mehta
    mensah miah miller mistry mitchell mohamed mohammed moore morgan morris mukherjee murphy
    murray mwangi nair newton nguyen nolan novak nowak nowakowski nwosu obi obrien ochieng oconnor
    odonnell ofori ogunleye ohara okafor okeke okonkwo okoro okoye oneill onyango osei osman owen
    owusu parker parry parsons patel pearce perez perkins perry pham phillips powell preston
    pretend price pritchard qureshi rafiq rahim rahman rai ramos randhawa rashid rees reid reilly
    reynolds rhodes richards richardson roberts robinson rodriguez rogers ross rowe russell ryan
    saeed salim sanchez santos saunders scott sesay shah sharma shaw sheikh siddiqui silva simmons
    simpson singh singleton skinner smith stephens stevens stevenson stewart sullivan sutton tait
    taylor tesfaye thomas thompson thornton townsend tran tucker tully turay turner uddin vaughan
    venkataraman verma walker wallace ward warren warsame watson webb wells wheeler white
    whitehead wilkinson williams wilson wisniewska wisniewski wong wood wright wu yang yilmaz
    young yusuf zaman zhou
    """
)
